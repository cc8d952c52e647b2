package io.annals.query.database;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * An empty database of views beside those that are served, to be filled and then to take their
 * place.
 *
 * <p>For one thread. Close it, whatever became of it: that removes the copy where it does not
 * serve, and what it replaced where it does.
 */
public abstract sealed class ViewCopy implements AutoCloseable permits SqliteCopy, PostgresCopy {
  private final ViewDatabase serving;
  private final ViewDatabase database;

  ViewCopy(ViewDatabase serving, ViewDatabase database) {
    this.serving = serving;
    this.database = database;
  }

  final ViewDatabase serving() {
    return serving;
  }

  /** Where to write; nobody else sees it. Not to be used after {@link #serve}. */
  public ViewDatabase database() {
    return database;
  }

  /** Does what can be done early to make {@link #serve} short. */
  public abstract void settle();

  /**
   * Takes the place of the views that are served: each statement that begins after this, or after
   * the commit of the current transaction, sees the copy, and none sees a part of both. Killed at
   * any point, the next start serves the one or the other, whole.
   *
   * <p>To be called inside of a transaction of the serving database that keeps everybody from
   * writing there, with no transaction open on the copy.
   *
   * @throws RuntimeException if it cannot; what was served is served on
   */
  public final void serve() {
    serving.schema().kept().forEach(this::takeOver);
    exchange();
  }

  /** The last step of {@link #serve}. */
  abstract void exchange();

  private void takeOver(String table) {
    serving.vendor().holdWrites(table).ifPresent(serving.writes()::execute);
    List<Object[]> rows = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    RowCallbackHandler reader =
        row -> {
          int count = row.getMetaData().getColumnCount();
          Object[] values = new Object[count];
          for (int i = 0; i < count; i++) {
            values[i] = row.getObject(i + 1);
            if (columns.size() < count) {
              columns.add(row.getMetaData().getColumnName(i + 1));
            }
          }
          rows.add(values);
        };
    serving.writes().query("SELECT * FROM " + table, reader);
    if (!rows.isEmpty()) {
      String insert =
          "INSERT INTO "
              + table
              + " ("
              + String.join(", ", columns)
              + ") VALUES (?"
              + ", ?".repeat(columns.size() - 1)
              + ")";
      database
          .transactions()
          .executeInTransaction(() -> database.writes().batchUpdate(insert, rows));
    }
  }

  @Override
  public abstract void close();
}
