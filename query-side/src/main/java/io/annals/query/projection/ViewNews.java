package io.annals.query.projection;

import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewDatabase.ListeningSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears how far another process has carried on the views of the same PostgreSQL database: with each
 * of its commits comes a notification. What was missed while the connection was away is looked up
 * when it is back.
 */
public final class ViewNews implements AutoCloseable {
  static final String CHANNEL = "annals_views";

  private static final Logger log = LoggerFactory.getLogger(ViewNews.class);
  private static final int LOOK_PERIOD_MILLIS = 1_000;

  private final ListeningSource connections;
  private final String processor;
  private final ProgressStore store;
  private final Progress progress;
  private final Runnable onNews;
  private final Thread thread;
  private volatile @Nullable Connection listening;
  private volatile boolean closing;

  private ViewNews(
      ListeningSource connections,
      String processor,
      ProgressStore store,
      Progress progress,
      Runnable onNews) {
    this.connections = connections;
    this.processor = processor;
    this.store = store;
    this.progress = progress;
    this.onNews = onNews;
    this.thread = new Thread(this::run, "annals-view-news");
    thread.setDaemon(true);
  }

  /**
   * Begins to listen.
   *
   * @param store learns of the news
   * @param onNews called after the views have moved on, on the listening thread: it must be quick
   * @return null where there is nobody else to hear of
   */
  public static @Nullable ViewNews listen(
      ViewDatabase database,
      String processor,
      ProgressStore store,
      Progress progress,
      Runnable onNews) {
    ListeningSource connections = database.listeners();
    if (connections == null) {
      return null;
    }
    ViewNews news = new ViewNews(connections, processor, store, progress, onNews);
    news.thread.start();
    return news;
  }

  private void run() {
    while (!closing) {
      try (Connection connection = connections.open()) {
        listening = connection;
        listen(connection);
      } catch (SQLException | RuntimeException e) {
        progress.heard(false);
        if (!closing) {
          log.warn(
              "The views of other nodes cannot be followed; connecting again: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      look();
      progress.heard(true);
      while (!closing) {
        PGNotification[] heard = postgres.getNotifications(LOOK_PERIOD_MILLIS);
        if (heard == null || heard.length == 0) {
          look();
        } else {
          hear(heard);
        }
      }
    }
  }

  private void look() {
    store.look(processor, 0);
    onNews.run();
  }

  private void hear(PGNotification[] notifications) {
    long furthest = Progress.NOTHING;
    for (PGNotification notification : notifications) {
      furthest = Math.max(furthest, positionIn(notification.getParameter()));
    }
    if (furthest > Progress.NOTHING && !progress.isOurs()) {
      progress.otherReached(furthest);
      onNews.run();
    }
  }

  /** What a commit of this store says. */
  static String message(String owner, String processor, long position) {
    return owner + ' ' + processor + ' ' + position;
  }

  private long positionIn(@Nullable String message) {
    String[] words = message == null ? new String[0] : message.split(" ", -1);
    if (words.length != 3 || !words[1].equals(processor) || store.isOwner(words[0])) {
      return Progress.NOTHING;
    }
    try {
      return Long.parseLong(words[2]);
    } catch (NumberFormatException e) {
      log.debug("Somebody else speaks on the channel: {}", message);
      return Progress.NOTHING;
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOOK_PERIOD_MILLIS);
    } catch (InterruptedException e) {
      log.debug("Woken to end.");
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    Connection current = listening;
    if (current != null) {
      // An interrupt does not end the wait for a notification.
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("Ends with the next look: {}", e.getMessage());
      }
    }
    try {
      thread.join(2L * LOOK_PERIOD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
