package io.annals.server.endtoend;

import io.annals.server.endtoend.Cluster.Node;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Three equal nodes on one PostgreSQL under load, while nodes are killed and frozen, connections
 * are cut and the database is restarted: every promise holds for every acknowledged update. {@code
 * -Dannals.faults=30} sets how many faults there are, {@code -Dannals.faults.seed=N} brings an
 * earlier run's choices back.
 */
class FaultsTest {
  private static final int FAULTS = Integer.getInteger("annals.faults", 4);
  private static final long SEED = Long.getLong("annals.faults.seed", System.nanoTime());
  private static final int NODES = 3;

  /** What can befall the nodes. */
  private enum Fault {
    KILL,
    FREEZE,
    CUT,
    RESTART_DATABASE
  }

  @Test
  void everyPromiseHoldsWhateverBefallsTheNodes() throws Exception {
    Random random = new Random(SEED);
    try (Cluster cluster = new Cluster(NODES);
        ClusterLoad load = ClusterLoad.on(cluster, random.nextLong())) {
      for (int i = 0; i < FAULTS; i++) {
        load.progress("before fault " + i + " of seed " + SEED);
        Fault fault = Fault.values()[(i + (int) (SEED & 3)) % Fault.values().length];
        befall(cluster, load, fault, random);
      }
      load.progress("after the last fault of seed " + SEED);
      load.end();
      System.out.printf("%d faults, seed %d: %s%n", FAULTS, SEED, load);
      load.requireAllPromises();
    }
  }

  private static void befall(Cluster cluster, ClusterLoad load, Fault fault, Random random)
      throws IOException, SQLException {
    Node node = cluster.anyone(random);
    switch (fault) {
      case KILL -> {
        node.process().kill();
        load.progress("while a node is dead");
        cluster.restart(node);
      }
      case FREEZE -> {
        node.process().stand();
        try {
          load.progress("while a node stands still");
        } finally {
          node.process().goOn();
        }
      }
      case CUT -> cluster.cutConnections();
      case RESTART_DATABASE -> cluster.restartDatabase();
    }
  }
}
