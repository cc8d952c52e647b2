/** Where the views live: SQLite or PostgreSQL. */
@NullMarked
package io.annals.query.database;

import org.jspecify.annotations.NullMarked;
