package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.Cluster.Node;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node dies by SIGKILL; the other one shows within seconds what is stored from then on. */
class TakeOverTest {
  /** A claim lasts five seconds without a word of its owner, and is looked for every second. */
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @Test
  void whatADeadNodeCarriedOnIsTakenOver() throws Exception {
    try (Cluster cluster = new Cluster(2)) {
      Node first = cluster.nodes().get(0);
      Node second = cluster.nodes().get(1);
      String id = first.patient().create(Map.of("name", "kept")).path("id").asString();
      Duration one = untilShown(first, second, id);
      cluster.restart(first);
      // By now the other one carries the views on, whoever did before.
      Duration other = untilShown(second, first, id);

      System.out.printf(
          "shown %d ms and %d ms after a SIGKILL of the other node%n",
          one.toMillis(), other.toMillis());
      assertThat(one).isLessThan(SECONDS);
      assertThat(other).isLessThan(SECONDS);
    }
  }

  private static Duration untilShown(Node dead, Node alive, String id) {
    dead.process().kill();
    long killed = System.nanoTime();
    NativeClient client = alive.patient();
    client.visible(
        client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "after " + killed)));
    assertThat(client.get("/v1/functions/" + id).is(200).text("description"))
        .isEqualTo("after " + killed);
    return Duration.ofNanos(System.nanoTime() - killed);
  }
}
