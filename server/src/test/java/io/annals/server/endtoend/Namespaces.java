package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Hosts of their own for nodes, as network namespaces of Linux. Each has two links, one to its
 * clients and one to the database, whose other ends are on a bridge each. A link that is taken off
 * its bridge loses every packet and says nothing to either end.
 */
final class Namespaces implements Hosts, AutoCloseable {
  /** A range that is set aside for measurements between hosts, so that it is nowhere in use. */
  private static final String NET = "198.18.%d.%d";

  /** The two networks, and the last letter of the devices in each. */
  enum Link {
    CLIENTS("c"),
    DATABASE("d");

    private final String letter;

    Link(String letter) {
      this.letter = letter;
    }
  }

  private final String name;
  private final int net;
  private final int nodes;

  private Namespaces(int nodes) {
    int random = ThreadLocalRandom.current().nextInt(1, 127);
    this.name = "ann" + random;
    this.net = random;
    this.nodes = nodes;
  }

  /** Whether this machine has what it takes, and this user the right to it. */
  static boolean possible() {
    String trial = "anntry" + ThreadLocalRandom.current().nextInt(10_000);
    boolean made = succeeds("ip", "netns", "add", trial);
    boolean bridged = made && succeeds("ip", "link", "add", trial, "type", "bridge");
    if (bridged) {
      run("ip", "link", "del", trial);
    }
    if (made) {
      run("ip", "netns", "del", trial);
    }
    return bridged;
  }

  /** Makes hosts for as many nodes. */
  static Namespaces of(int nodes) {
    Namespaces made = new Namespaces(nodes);
    try {
      for (Link link : Link.values()) {
        run("ip", "link", "add", made.bridge(link), "type", "bridge");
        run("ip", "addr", "add", made.address(link, 1) + "/24", "dev", made.bridge(link));
        run("ip", "link", "set", made.bridge(link), "up");
      }
      for (int node = 0; node < nodes; node++) {
        made.addHost(node);
      }
      return made;
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void addHost(int node) {
    String host = host(node);
    run("ip", "netns", "add", host);
    run("ip", "-n", host, "link", "set", "lo", "up");
    for (Link link : Link.values()) {
      String outside = outside(link, node);
      String inside = "eth" + link.letter;
      run("ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", host);
      run("ip", "link", "set", outside, "master", bridge(link), "up");
      run("ip", "-n", host, "addr", "add", address(link, node + 2) + "/24", "dev", inside);
      run("ip", "-n", host, "link", "set", inside, "up");
    }
  }

  /** Lets a link lose everything, without a word to either end. */
  void cut(Link link, int node) {
    run("ip", "link", "set", outside(link, node), "nomaster");
  }

  /** Mends it. */
  void mend(Link link, int node) {
    run("ip", "link", "set", outside(link, node), "master", bridge(link));
  }

  /** Takes a link down, which the host notices. */
  void down(Link link, int node) {
    run("ip", "link", "set", outside(link, node), "down");
  }

  /** Brings it up. */
  void up(Link link, int node) {
    run("ip", "link", "set", outside(link, node), "up");
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", host(node));
  }

  @Override
  public String node(int node) {
    return address(Link.CLIENTS, node + 2);
  }

  @Override
  public String database() {
    return address(Link.DATABASE, 1);
  }

  /** Nobody is slow here but who is cut off. */
  @Override
  public Duration patience() {
    return Duration.ofSeconds(1);
  }

  @Override
  public EmbeddedPostgres.Builder opened(EmbeddedPostgres.Builder server) {
    String line = "%nhost all all %s/24 trust%n".formatted(address(Link.DATABASE, 0));
    return server
        .setServerConfig("listen_addresses", "*")
        .setDataDirectoryCustomizer(
            data -> {
              try {
                Path access = data.toPath().resolve("pg_hba.conf");
                Files.writeString(access, line, StandardOpenOption.APPEND);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private String host(int node) {
    return name + "n" + node;
  }

  private String bridge(Link link) {
    return name + "b" + link.letter;
  }

  private String outside(Link link, int node) {
    return name + "v" + node + link.letter;
  }

  private String address(Link link, int last) {
    return NET.formatted(2 * net + link.ordinal(), last);
  }

  /** Takes all of it away; no process may be running there. */
  @Override
  public void close() {
    for (int node = 0; node < nodes; node++) {
      succeeds("ip", "netns", "del", host(node));
    }
    for (Link link : Link.values()) {
      succeeds("ip", "link", "del", bridge(link));
    }
  }

  private static void run(String... command) {
    assertThat(succeeds(command)).as(String.join(" ", command)).isTrue();
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
