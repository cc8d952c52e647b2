package io.annals.benchmarks;

import io.annals.benchmarks.RegistryClient.Acknowledged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Updates a function beside a load, through one node after the other, and asks the next one at once
 * to be told when the operation is done.
 */
final class NodesProbe {
  private final CompletableFuture<Samples> times;

  private NodesProbe(CompletableFuture<Samples> times) {
    this.times = times;
  }

  /**
   * Begins, on a thread of its own.
   *
   * @param seconds how long, of which the first does not count
   */
  static NodesProbe begin(List<RegistryServer> nodes, String function, int seconds) {
    List<RegistryServer> asked = List.copyOf(nodes);
    CompletableFuture<Samples> times = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                times.complete(run(asked, function, seconds));
              } catch (IOException | RuntimeException e) {
                times.completeExceptionally(e);
              }
            },
            "probe");
    thread.setDaemon(true);
    thread.start();
    return new NodesProbe(times);
  }

  private static Samples run(List<RegistryServer> nodes, String function, int seconds)
      throws IOException {
    List<Double> micros = new ArrayList<>();
    List<RegistryClient> clients = new ArrayList<>();
    try {
      nodes.forEach(node -> clients.add(node.client()));
      long begin = System.nanoTime() + 1_000_000_000L;
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      for (int i = 0; System.nanoTime() < end; i++) {
        RegistryClient writer = clients.get(i % clients.size());
        RegistryClient reader = clients.get((i + 1) % clients.size());
        Acknowledged update = writer.update(function);
        long acknowledged = System.nanoTime();
        reader.awaitDone(update.operation());
        if (acknowledged > begin) {
          micros.add((System.nanoTime() - acknowledged) / 1e3);
        }
        RegistryServer.pause(2);
      }
    } finally {
      for (RegistryClient client : clients) {
        client.close();
      }
    }
    return Samples.of(micros);
  }

  /** Waits for its end, and answers with the microseconds from acknowledged to visible. */
  Samples end() {
    try {
      return times.join();
    } catch (CompletionException e) {
      throw new MeasurementException("The probe failed: " + e.getCause(), e.getCause());
    }
  }
}
