/**
 * Remembers: makes views of the events and answers questions from them. {@link
 * io.annals.query.QuerySide} is the way in.
 */
@NullMarked
package io.annals.query;

import org.jspecify.annotations.NullMarked;
