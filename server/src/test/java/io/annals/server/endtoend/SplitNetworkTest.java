package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annals.server.endtoend.Cluster.Node;
import io.annals.server.endtoend.Namespaces.Link;
import io.annals.server.endtoend.NativeClient.Answer;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two nodes as hosts of their own. One loses the database, in that its packets vanish: nothing
 * tells it so, and a connection by itself would wait for a quarter of an hour. The other one goes
 * on, and so do both when the link is mended. {@code -Dannals.faults=30} repeats it, and takes the
 * links of the other node down as well.
 */
class SplitNetworkTest {
  private static final int ROUNDS = Math.max(1, Integer.getInteger("annals.faults", 4) / 8);
  private static final long SEED = Long.getLong("annals.faults.seed", System.nanoTime());

  /** Until a node that is cut off knows it, and until one that is not knows that all is well. */
  private static final Duration SECONDS = Duration.ofSeconds(20);

  /** Five seconds in a transaction are enough to know, and some until the next one begins. */
  private static final Duration NOTICED = Duration.ofSeconds(12);

  /** Acknowledgements that show that somebody works; many a client asks the wrong node first. */
  private static final int STEPS = 10;

  @Test
  void aLinkThatLosesEverythingIsNoticedAndOutlived() throws Exception {
    assumeTrue(Namespaces.possible(), "network namespaces can be made");
    try (Namespaces hosts = Namespaces.of(2);
        Cluster cluster = new Cluster(2, hosts);
        ClusterLoad load = ClusterLoad.on(cluster, SEED)) {
      for (int round = 0; round < ROUNDS; round++) {
        Node cut = cluster.nodes().get((int) ((SEED + round) & 1));
        load.progress("before the link is cut");
        hosts.cut(Link.DATABASE, cut.number());
        long begun = System.nanoTime();
        Awaitility.await("the node knows that it is cut off")
            .atMost(SECONDS)
            .until(() -> status(cut) == 503);
        Duration noticed = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(noticed).isLessThan(NOTICED);
        Answer refusal = cut.patient().patch("/v1/functions/nothing", Map.of("description", "x"));
        assertThat(refusal.is(503).header("Retry-After")).isNotEmpty();
        cut.patient().get("/health/live").is(200);
        load.progress("while one node is cut off", STEPS, SECONDS);

        hosts.mend(Link.DATABASE, cut.number());
        begun = System.nanoTime();
        Awaitility.await("ready by itself").atMost(SECONDS).until(() -> status(cut) == 200);
        System.out.printf(
            "seed %d: noticed after %d ms, ready %d ms after the link was mended%n",
            SEED, noticed.toMillis(), Duration.ofNanos(System.nanoTime() - begun).toMillis());

        if (ROUNDS > 1) {
          Node gone = cluster.nodes().get(1 - cut.number());
          for (Link link : Link.values()) {
            hosts.down(link, gone.number());
          }
          load.progress("while the other node is away", STEPS, SECONDS);
          for (Link link : Link.values()) {
            hosts.up(link, gone.number());
          }
          load.progress("when both are there again", STEPS, SECONDS);
        }
      }
      load.end();
      System.out.println(load);
      load.requireAllPromises();
    }
  }

  private static int status(Node node) throws java.io.IOException {
    return node.patient().call("GET", "/health/ready").send().status();
  }
}
