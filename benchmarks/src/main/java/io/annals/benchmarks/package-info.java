/** Measures a running server against yardsticks of the same run. */
@NullMarked
package io.annals.benchmarks;

import org.jspecify.annotations.NullMarked;
