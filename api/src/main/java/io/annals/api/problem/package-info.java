/** Errors by design: each has a stable type, a code and a sentence that says what to do. */
@NullMarked
package io.annals.api.problem;

import org.jspecify.annotations.NullMarked;
