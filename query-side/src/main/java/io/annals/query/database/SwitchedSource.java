package io.annals.query.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Hands out connections of a pool that can be exchanged for another while statements run. Who has a
 * connection keeps it to the end. Thread-safe.
 */
final class SwitchedSource extends AbstractDataSource implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  /** A pool and how many threads are about to take a connection of it. */
  static final class Target {
    private final HikariDataSource pool;
    private final AtomicInteger borrowing = new AtomicInteger();

    private Target(HikariDataSource pool) {
      this.pool = pool;
    }

    /**
     * Closes the pool when the last statement on it has ended, or else when the patience has. To be
     * called after it was exchanged.
     */
    void retire(Duration patience) {
      long deadline = System.nanoTime() + patience.toNanos();
      while (isInUse() && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
      pool.close();
    }

    private boolean isInUse() {
      // In this order: nobody begins to borrow any more, so what is seen to be over stays so.
      return borrowing.get() > 0
          || !pool.isClosed() && pool.getHikariPoolMXBean().getActiveConnections() > 0;
    }
  }

  private volatile Target target;

  SwitchedSource(HikariDataSource pool) {
    this.target = new Target(pool);
  }

  /** Takes connections from this pool from now on; the former one is the caller's to retire. */
  Target switchTo(HikariDataSource pool) {
    Target former = target;
    target = new Target(pool);
    return former;
  }

  @Override
  public Connection getConnection() throws SQLException {
    while (true) {
      Target current = target;
      current.borrowing.incrementAndGet();
      try {
        if (current == target) {
          Connection connection = current.pool.getConnection();
          // Who waited for one while the pools were exchanged must not write to what is gone.
          if (current == target) {
            return connection;
          }
          connection.close();
        }
      } finally {
        current.borrowing.decrementAndGet();
      }
    }
  }

  @Override
  public Connection getConnection(String username, String password) {
    throw new UnsupportedOperationException();
  }

  /** Closes the pool that is in use. */
  @Override
  public void close() {
    target.pool.close();
  }
}
