/** Answers about functions, their versions, revisions and aliases. */
@NullMarked
package io.annals.query.function;

import org.jspecify.annotations.NullMarked;
