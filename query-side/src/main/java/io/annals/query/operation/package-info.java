/** Operations: from stored to visible. */
@NullMarked
package io.annals.query.operation;

import org.jspecify.annotations.NullMarked;
