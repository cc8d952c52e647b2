/**
 * Where events live: one engine with group commit over SQLite and PostgreSQL, a stream that the
 * commit wakes, and content-addressed blobs.
 */
@NullMarked
package io.annals.eventstore;

import org.jspecify.annotations.NullMarked;
