package io.annals.query;

import io.annals.query.database.ViewDatabase;
import io.annals.query.projection.Progress;
import io.annals.query.projection.ProgressStore;
import io.annals.query.projection.ViewNews;
import org.jspecify.annotations.Nullable;

/**
 * How far other processes have carried on the views of the registry, for one that does not. Cheap
 * and thread-safe.
 */
public final class FollowedViews implements AutoCloseable {
  private final Progress progress = new Progress();
  private final @Nullable ViewNews news;

  private FollowedViews(ViewDatabase database) {
    ProgressStore store = new ProgressStore(database, progress, () -> {}, () -> 0);
    this.news = ViewNews.listen(database, QuerySide.PROCESSOR, store, progress, () -> {});
  }

  /** Begins to follow; the caller closes the database after it. */
  public static FollowedViews of(ViewDatabase database) {
    return new FollowedViews(database);
  }

  /** The position of the last event that the views show, -1 before the first. */
  public long position() {
    return progress.position();
  }

  /** Whether the position is heard of at once, and is one that grows with the events. */
  public boolean isCurrent() {
    return progress.isHeard() && !progress.isReplaying();
  }

  @Override
  public void close() {
    if (news != null) {
      news.close();
    }
  }
}
