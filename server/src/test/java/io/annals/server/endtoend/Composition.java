package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.ComposeFile.Service;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * What one profile of {@code docker-compose.yml} starts, as processes of this machine: the same
 * commands with the same environment, but for addresses, ports and folders, which are local ones.
 */
final class Composition implements AutoCloseable {
  private final Path folder;
  private final ImageFile image;
  private final List<Service> services;
  private final Map<String, String> variables;

  /** Where the file's addresses, such as {@code postgres:5432}, are here. */
  private final Map<String, String> addresses = new HashMap<>();

  /** Settings of the nodes that are others here. */
  private final Map<String, String> overridden = new HashMap<>();

  private final List<EmbeddedPostgres> databases = new ArrayList<>();
  private final Map<String, AnnalsProcess> processes = new LinkedHashMap<>();

  /** Where nodes answered when they were first asked, also of those that are gone. */
  private final Map<String, Integer> ports = new HashMap<>();

  Composition(String profile) throws IOException {
    this.folder = Files.createTempDirectory("annals-composition");
    this.image = ImageFile.read();
    this.variables = makeEnv(folder);
    this.services = ComposeFile.read(variables).services(profile);
  }

  /** Has {@code deploy/make-env} make the variables for a repository in the folder. */
  static Map<String, String> makeEnv(Path folder) throws IOException {
    Path script = Files.createDirectories(folder.resolve("deploy")).resolve("make-env");
    if (!Files.exists(script)) {
      Files.copy(
          ComposeFile.REPOSITORY.resolve("deploy/make-env"),
          script,
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    Process process =
        new ProcessBuilder(script.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("make-env.log").toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("make-env.log"))).isZero();
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve(".env"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    return variables;
  }

  /** Says where something is that this does not start itself. */
  Composition with(String address, String here) {
    addresses.put(address, here);
    return this;
  }

  /** Sets a variable of all nodes, whatever the file says; null leaves it to the file. */
  void override(String variable, @Nullable String value) {
    if (value != null) {
      overridden.put(variable, value);
    }
  }

  /** The services that run Annals. */
  List<String> nodes() {
    return services.stream().filter(Service::isAnnals).map(Service::name).toList();
  }

  /** Starts the databases, and then all nodes at once. */
  Composition up() throws IOException, SQLException {
    for (Service service : services) {
      if (service.isPostgres()) {
        startDatabase(service);
      }
    }
    for (Service service : services) {
      if (service.isAnnals()) {
        start(service);
      }
    }
    return this;
  }

  /** As the database's image does at its first start. */
  private void startDatabase(Service service) throws IOException, SQLException {
    EmbeddedPostgres.Builder builder = TestPostgres.durable();
    List<String> command = service.list("command");
    for (int i = 1; i < command.size(); i += 2) {
      assertThat(command.get(i)).isEqualTo("-c");
      String[] setting = command.get(i + 1).split("=", 2);
      builder.setServerConfig(setting[0], setting[1]);
    }
    EmbeddedPostgres database = builder.start();
    databases.add(database);
    Map<String, String> environment = service.environment();
    String user = environment.get("POSTGRES_USER");
    try (Connection connection = database.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'"
              .formatted(user, environment.get("POSTGRES_PASSWORD")));
      statement.execute(
          "CREATE DATABASE %s OWNER %s".formatted(environment.get("POSTGRES_DB"), user));
    }
    with(service.name() + ":5432", "localhost:" + database.getPort());
  }

  private void start(Service service) throws IOException {
    ImageFile.Call call = image.call(service.list("command"));
    Map<String, String> environment = environment(service);
    Files.createDirectories(Path.of(environment.get("ANNALS_DATA")));
    processes.put(service.name(), call.start(environment));
  }

  /** The service's own environment over that of the image, with what is local here. */
  private Map<String, String> environment(Service service) {
    Map<String, String> environment = new HashMap<>();
    for (String setting : image.all("ENV")) {
      environment.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    environment.putAll(service.environment());
    environment.putAll(overridden);
    addresses.forEach(
        (there, here) -> environment.replaceAll((name, value) -> value.replace(there, here)));
    environment.compute("ANNALS_DATA", (name, there) -> folder.resolve(service.name()) + there);
    environment.putIfAbsent("ANNALS_PORT", "0");
    environment.putIfAbsent("ANNALS_GRPC_PORT", "0");
    return environment;
  }

  AnnalsProcess process(String node) {
    return Objects.requireNonNull(processes.get(node), node);
  }

  /** A client of a node, with the key that {@code .env} gives it. */
  NativeClient client(String node) {
    return new NativeClient(process(node).port(), rootKey());
  }

  String rootKey() {
    return Objects.requireNonNull(variables.get("ANNALS_ROOT_KEY"));
  }

  /** The folder that a node has to itself. */
  Path data(String node) {
    return Path.of(environment(service(node)).get("ANNALS_DATA"));
  }

  /** The exit code of the image's health check in a node's environment. */
  int health(String node) {
    Map<String, String> environment = environment(service(node));
    int port = ports.computeIfAbsent(node, name -> process(name).port());
    environment.put("ANNALS_PORT", Integer.toString(port));
    try (AnnalsProcess check = image.healthCheck().start(environment)) {
      return check.exit(Duration.ofSeconds(30));
    }
  }

  Service service(String name) {
    return services.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    processes.values().forEach(AnnalsProcess::close);
    for (EmbeddedPostgres database : databases) {
      database.close();
    }
    FileSystemUtils.deleteRecursively(folder);
  }
}
