package io.annals.server.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work that many threads do at the same time. */
final class Threads implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final ExecutorService threads;
  private final List<Future<?>> works = new ArrayList<>();

  private Threads(int count) {
    this.threads = Executors.newFixedThreadPool(count);
  }

  /** Starts the works, each on a thread of its own. */
  static Threads start(List<? extends Callable<?>> works) {
    Threads started = new Threads(works.size());
    works.forEach(work -> started.works.add(started.threads.submit(work)));
    return started;
  }

  /**
   * Does the works at once, all of them released at the same instant, and answers in their order.
   */
  static <T> List<T> atOnce(List<? extends Callable<T>> works) {
    CountDownLatch ready = new CountDownLatch(works.size());
    List<Callable<T>> held = new ArrayList<>();
    for (Callable<T> work : works) {
      held.add(
          () -> {
            ready.countDown();
            ready.await();
            return work.call();
          });
    }
    try (Threads started = start(held)) {
      return started.results();
    }
  }

  /** Waits for all works; the first failure is thrown as it is. */
  @SuppressWarnings("unchecked") // start() and atOnce() know what the works answer with.
  <T> List<T> results() {
    List<T> results = new ArrayList<>();
    try {
      for (Future<?> work : works) {
        results.add((T) work.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not done in " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
