/** Counts what changed, by the hour, in a database and at a pace of its own. */
@NullMarked
package io.annals.query.analytics;

import org.jspecify.annotations.NullMarked;
