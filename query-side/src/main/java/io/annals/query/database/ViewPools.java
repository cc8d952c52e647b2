package io.annals.query.database;

import com.zaxxer.hikari.HikariDataSource;

/**
 * The connections to one file or schema of views.
 *
 * @param readers for queries
 * @param writers for the projection
 */
record ViewPools(HikariDataSource readers, HikariDataSource writers) {
  void close() {
    readers.close();
    writers.close();
  }
}
