/** Does long work in the background, and answers about it. */
@NullMarked
package io.annals.query.job;

import org.jspecify.annotations.NullMarked;
