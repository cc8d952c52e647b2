package io.annals.server.endtoend;

import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Processes of one registry on one PostgreSQL, and all that may befall them. One thread works with
 * it; {@link #anyone} is for all.
 */
final class Cluster implements AutoCloseable {
  private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Path folder;
  private final Hosts hosts;
  private final int databasePort;
  private EmbeddedPostgres database;
  private final List<Node> nodes = new CopyOnWriteArrayList<>();

  /** One process and where it keeps its own things. */
  static final class Node implements AutoCloseable {
    private final int number;
    private final String host;
    private final Place place;
    private volatile @Nullable AnnalsProcess process;
    private volatile @Nullable NativeClient client;

    Node(int number, String host, Place place) {
      this.number = number;
      this.host = host;
      this.place = place;
    }

    int number() {
      return number;
    }

    AnnalsProcess process() {
      return Objects.requireNonNull(process);
    }

    /** A client that gives up soon. */
    NativeClient client() {
      return Objects.requireNonNull(client);
    }

    /** A client that waits. */
    NativeClient patient() {
      return new NativeClient(host, process().port(), Place.KEY, NativeClient.PATIENCE);
    }

    @Override
    public void close() {
      AnnalsProcess running = process;
      if (running != null) {
        running.close();
      }
    }
  }

  Cluster(int size) throws IOException {
    this(size, Hosts.ALL_HERE);
  }

  Cluster(int size, Hosts hosts) throws IOException {
    this.hosts = hosts;
    this.folder = Files.createTempDirectory("annals-cluster");
    this.databasePort = freePort();
    this.database = startDatabase();
    Postgres here = TestPostgres.at(database, "postgres");
    Postgres postgres =
        new Postgres(
            here.url().replace("localhost", hosts.database()), here.user(), here.password());
    for (int i = 0; i < size; i++) {
      Place place = new Place(folder.resolve("node-" + i), Store.POSTGRES, postgres);
      Files.createDirectories(place.data());
      Node node = new Node(i, hosts.node(i), place);
      nodes.add(node);
      begin(node);
    }
    nodes.forEach(this::ready);
  }

  private EmbeddedPostgres startDatabase() {
    try {
      return hosts
          .opened(TestPostgres.durable())
          .setPort(databasePort)
          .setDataDirectory(folder.resolve("database"))
          .setCleanDataDirectory(false)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void begin(Node node) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(node.place.arguments());
    Map<String, String> environment = node.place.environment();
    environment.put("ANNALS_MASTER_KEY", MASTER_KEY);
    node.process =
        AnnalsProcess.on(hosts.prefix(node.number), environment, arguments.toArray(String[]::new));
  }

  private void ready(Node node) {
    node.client = new NativeClient(node.host, node.process().port(), Place.KEY, hosts.patience());
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Where the registry's database is; its folder is that of the first node. */
  Place place() {
    return nodes.get(0).place;
  }

  /** Some node, whether it is well or not. */
  Node anyone(Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Starts a process that was killed, and waits until it serves. */
  void restart(Node node) {
    begin(node);
    ready(node);
  }

  /** Ends every connection that the nodes have to the database. */
  void cutConnections() throws SQLException {
    Postgres postgres = Objects.requireNonNull(place().postgres());
    try (Connection connection =
            DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
  }

  /** Stops the database, which ends what is under way, and starts it again. */
  void restartDatabase() throws IOException {
    database.close();
    database = startDatabase();
  }

  /** Ends the processes as an operator does. */
  void stop() {
    nodes.forEach(node -> node.process().terminate());
    nodes.forEach(node -> node.process().exit(Duration.ofSeconds(30)));
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::close);
    database.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}
