package io.annals.query.database;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A schema of views beside the served one. Taking over is a rename of both in one transaction:
 * PostgreSQL plans the prepared statements of all nodes anew after it.
 */
final class PostgresCopy extends ViewCopy {
  private final PostgresViews views;
  private final String mark;

  PostgresCopy(PostgresViews views, ViewDatabase serving, ViewDatabase database, String mark) {
    super(serving, database);
    this.views = views;
    this.mark = mark;
  }

  @Override
  public void settle() {
    // The planner knows nothing of tables that were just filled.
    database()
        .schema()
        .tableNames()
        .forEach(table -> database().writes().execute("ANALYZE " + table));
  }

  @Override
  void exchange() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("The two renames have to be one transaction.");
    }
    String schema = serving().schema().schema();
    serving().writes().execute("ALTER SCHEMA " + schema + " RENAME TO " + views.former(mark));
    serving().writes().execute("ALTER SCHEMA " + views.copy(mark) + " RENAME TO " + schema);
  }

  @Override
  public void close() {
    database().close();
    // Also where nobody knows whether the renames were committed: one of these does not exist then.
    views.drop(views.copy(mark));
    views.drop(views.former(mark));
  }
}
