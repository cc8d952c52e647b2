package io.annals.query.database;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file of views beside the served one. */
final class SqliteCopy extends ViewCopy {
  /** How long a query that began before the swap may go on. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SqliteViews views;
  private final Path file;
  private ViewDatabase.@Nullable Former former;
  private @Nullable Path formerFile;

  SqliteCopy(SqliteViews views, ViewDatabase serving, ViewDatabase database, Path file) {
    super(serving, database);
    this.views = views;
    this.file = file;
  }

  @Override
  public void settle() {
    database().foldLog();
  }

  @Override
  void exchange() {
    settle();
    // The last connection that closes folds the log into the file.
    database().close();
    Path old = views.file();
    Path whole = views.promote(file);
    formerFile = old;
    former = serving().serveFrom(views.pools(whole));
  }

  @Override
  public void close() {
    database().close();
    if (former != null && formerFile != null) {
      former.retire(PATIENCE);
      ViewFiles.discard(formerFile);
      former = null;
    } else if (formerFile == null) {
      ViewFiles.discard(file);
    }
  }
}
