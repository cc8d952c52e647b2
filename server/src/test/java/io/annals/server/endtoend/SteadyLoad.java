package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that update a few functions one change after the other, whatever the answers, and write
 * down what they were promised. A 503 is an answer; any other refusal is a failure.
 */
final class SteadyLoad implements AutoCloseable {
  private static final AtomicInteger LOADS = new AtomicInteger();

  private final Threads threads;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean enough;
  private volatile boolean ended;

  private SteadyLoad(NativeClient client, List<String> functions, int clients, Journal journal) {
    String name = "load" + LOADS.incrementAndGet();
    List<Callable<Void>> works = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String own = name + "-" + i + "-";
      String path = "/v1/functions/" + functions.get(i % functions.size());
      works.add(
          () -> {
            update(client, path, own, journal);
            return null;
          });
    }
    this.threads = Threads.start(works);
  }

  /**
   * Starts it.
   *
   * @param functions ids
   */
  static SteadyLoad on(NativeClient client, List<String> functions, int clients, Journal journal) {
    return new SteadyLoad(client, functions, clients, journal);
  }

  /** Functions for a load. */
  static List<String> functions(NativeClient client, Journal journal, int count) {
    List<String> functions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String mark = "function" + LOADS.incrementAndGet();
      Change creation =
          new Change("POST", "/v1/functions", Map.of("description", mark), null, "wait=30", mark);
      try {
        Answer answer = creation.send(client);
        journal.acknowledge(creation, answer);
        functions.add(answer.text("metadata.functionId"));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return functions;
  }

  private void update(NativeClient client, String path, String own, Journal journal) {
    for (int n = 1; !enough; n++) {
      Change change =
          new Change("PATCH", path, Map.of("description", own + n), null, null, own + n);
      try {
        Answer answer = change.send(client);
        if (answer.status() == 503) {
          assertThat(answer.header("Retry-After")).as("Retry-After").matches("\\d+");
          assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
          journal.wonder(change);
          refused.incrementAndGet();
        } else {
          journal.acknowledge(change, answer);
          accepted.incrementAndGet();
        }
      } catch (IOException e) {
        journal.wonder(change);
        ended = true;
        return;
      }
    }
  }

  /** Updates that were acknowledged so far. */
  int accepted() {
    return accepted.get();
  }

  /** Updates that were answered 503 so far. */
  int refused() {
    return refused.get();
  }

  /** Whether some client found nobody who answers. */
  boolean ended() {
    return ended;
  }

  /** Stops it; fails if any answer was wrong. */
  void stop() {
    enough = true;
    threads.results();
  }

  @Override
  public void close() {
    enough = true;
    threads.close();
  }
}
