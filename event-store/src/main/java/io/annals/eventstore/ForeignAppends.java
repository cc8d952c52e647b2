package io.annals.eventstore;

import io.annals.eventstore.EventDatabase.ConnectionSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the appends of other nodes, by PostgreSQL's NOTIFY, and looks by itself from time to
 * time in case one went unheard. A connection that breaks is made anew.
 */
final class ForeignAppends {
  /** The longest that an unheard append stays unseen while the connection lives. */
  static final Duration LOOK_PERIOD = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(ForeignAppends.class);

  private final ConnectionSource connections;
  private final EventTail tail;
  private final String node;
  private final Runnable onLost;
  private final Thread thread;
  private volatile @Nullable Connection listening;
  private volatile boolean closing;

  /**
   * @param onLost called when the connection broke, before it is made anew
   */
  ForeignAppends(ConnectionSource connections, EventTail tail, String node, Runnable onLost) {
    this.onLost = onLost;
    this.connections = connections;
    this.tail = tail;
    this.node = node;
    this.thread = new Thread(this::run, "annals-event-listener");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void close() {
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
      thread.join(2 * LOOK_PERIOD.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      try (Connection connection = connections.open()) {
        listening = connection;
        listen(connection);
      } catch (SQLException | RuntimeException e) {
        if (!closing) {
          log.warn("Appends of other nodes cannot be heard; connecting again: {}", e.getMessage());
          onLost.run();
          pause();
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + PostgresSql.CHANNEL);
      look(statement);
      while (!closing) {
        PGNotification[] heard = postgres.getNotifications((int) LOOK_PERIOD.toMillis());
        if (heard == null || heard.length == 0) {
          look(statement);
        } else {
          for (PGNotification notification : heard) {
            hear(notification.getParameter());
          }
        }
      }
    }
  }

  private void look(Statement statement) throws SQLException {
    try (ResultSet head = statement.executeQuery(StoreSql.HEAD)) {
      head.next();
      tail.advance(head.getLong(1));
    }
  }

  /** Own appends are left to the writer, which brings the objects along. */
  private void hear(@Nullable String message) {
    if (message == null || message.startsWith(node)) {
      return;
    }
    try {
      tail.advance(Long.parseLong(message.substring(message.indexOf(' ') + 1)));
    } catch (NumberFormatException e) {
      log.debug("Somebody else speaks on the channel: {}", message);
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOOK_PERIOD.toMillis());
    } catch (InterruptedException e) {
      log.debug("Woken to end.");
    }
  }
}
