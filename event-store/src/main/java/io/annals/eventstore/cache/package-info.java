/** A cache of aggregates that keeps what was used last. */
@NullMarked
package io.annals.eventstore.cache;

import org.jspecify.annotations.NullMarked;
