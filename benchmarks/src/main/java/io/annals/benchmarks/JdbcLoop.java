package io.annals.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The yardstick of writing: threads that insert one event row and commit, and nothing else. On
 * PostgreSQL each has a connection; on SQLite, which has one writer, they take turns on one: busy
 * connections of their own would sleep instead of waiting, and be slower.
 */
final class JdbcLoop {
  private static final AtomicLong POSITIONS = new AtomicLong();
  private static final int AGGREGATES = 1_000;

  private final Store store;
  private final EventSample sample;

  JdbcLoop(Store store, EventSample sample) {
    this.store = store;
    this.sample = sample;
  }

  /** Committed inserts per second of so many threads. */
  double perSecond(int threads, int seconds) throws SQLException {
    int connections = store.singleWriter() ? 1 : threads;
    List<Writer> writers = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        writers.add(new Writer(store.yardstick()));
      }
      return measure(threads, seconds, writers);
    } finally {
      for (Writer writer : writers) {
        writer.close();
      }
    }
  }

  private double measure(int threads, int seconds, List<Writer> writers) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      long end = start + seconds * 1_000_000_000L;
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Writer writer = writers.get(i % writers.size());
        int share = Math.max(1, AGGREGATES / threads);
        Callable<Long> loop = () -> insertUntil(end, writer, share);
        counts.add(executor.submit(loop));
      }
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      return sum / ((System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new MeasurementException("The plain JDBC loop failed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private long insertUntil(long end, Writer writer, int share) throws SQLException {
    List<String> aggregates = new ArrayList<>();
    for (int i = 0; i < share; i++) {
      aggregates.add(UUID.randomUUID().toString());
    }
    long count = 0;
    while (System.nanoTime() < end) {
      String aggregate = aggregates.get((int) (count % share));
      writer.insert(sample, aggregate, count / share);
      count++;
    }
    return count;
  }

  /** A connection with its statement, for one thread after the other. */
  private static final class Writer implements AutoCloseable {
    private final Lock turn = new ReentrantLock();
    private final Connection connection;
    private final PreparedStatement statement;

    Writer(Connection connection) throws SQLException {
      this.connection = connection;
      try (Statement last = connection.createStatement();
          var row = last.executeQuery("SELECT coalesce(max(position), 0) FROM events")) {
        row.next();
        long head = row.getLong(1);
        POSITIONS.accumulateAndGet(head, Math::max);
      }
      connection.setAutoCommit(false);
      statement = EventSample.statement(connection);
    }

    void insert(EventSample sample, String aggregate, long sequence) throws SQLException {
      turn.lock();
      try {
        sample.insert(statement, POSITIONS.incrementAndGet(), aggregate, sequence);
        connection.commit();
      } finally {
        turn.unlock();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
