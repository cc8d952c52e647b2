/**
 * Where events live: one engine with group commit over SQLite and PostgreSQL, another over Axon
 * Server, a stream that new events wake, and content-addressed blobs.
 */
@NullMarked
package io.annals.eventstore;

import org.jspecify.annotations.NullMarked;
