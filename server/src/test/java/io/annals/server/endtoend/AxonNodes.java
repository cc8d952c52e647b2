package io.annals.server.endtoend;

import io.annals.eventstore.AxonServerAddress;
import io.annals.server.Role;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.annals.server.axonserver.StandInServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of one registry whose events are in Axon Server: in a real one where {@code
 * ANNALS_TEST_AXON_SERVERS} names it, else in the stand-in.
 */
final class AxonNodes implements AutoCloseable {
  /** A real Axon Server; its context is {@code ANNALS_TEST_AXON_CONTEXT}, or the default one. */
  static final @Nullable String REAL = System.getenv("ANNALS_TEST_AXON_SERVERS");

  private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Postgres postgres = TestPostgres.freshDatabase();
  private final @Nullable StandInServer standIn;
  private final List<RunningServer> nodes = new ArrayList<>();

  AxonNodes() {
    this.standIn = REAL == null ? new StandInServer(0, null) : null;
  }

  StandInServer standIn() {
    return Objects.requireNonNull(standIn);
  }

  AxonServerAddress address() {
    String context = System.getenv("ANNALS_TEST_AXON_CONTEXT");
    return new AxonServerAddress(
        REAL == null ? "localhost:" + standIn().port() : REAL,
        context == null ? "default" : context,
        System.getenv("ANNALS_TEST_AXON_TOKEN"),
        false,
        null);
  }

  /** Starts a node in this process. */
  RunningServer start(Role... roles) {
    return start(address(), roles);
  }

  /** Starts a node that takes Axon Server to be elsewhere. */
  RunningServer start(AxonServerAddress address, Role... roles) {
    Place place = place();
    try {
      RunningServer node = RunningServer.at(place, settings(place, address, roles));
      nodes.add(node);
      return node;
    } catch (RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private ServerSettings settings(Place place, AxonServerAddress address, Role... roles) {
    return new ServerSettings(
        place.data(),
        0,
        0,
        Store.POSTGRES,
        postgres,
        Place.KEY,
        MASTER_KEY,
        true,
        null,
        null,
        address,
        roles.length == 0 ? Role.ALL : Set.of(roles));
  }

  private Place place() {
    try {
      Path folder = Files.createTempDirectory("annals-axon");
      return new Place(folder, Store.POSTGRES, postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of {@code annals} on the registry, as a process of its own. */
  AnnalsProcess run(String... arguments) {
    Place place = nodes.get(0).place();
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("ANNALS_KEY", Place.KEY);
    environment.put("ANNALS_MASTER_KEY", MASTER_KEY);
    environment.put("ANNALS_STORE", "axon-server");
    environment.put("ANNALS_AXON_SERVERS", address().servers());
    environment.put("ANNALS_AXON_CONTEXT", address().context());
    if (address().token() != null) {
      environment.put("ANNALS_AXON_TOKEN", address().token());
    }
    return AnnalsProcess.of(environment, arguments);
  }

  @Override
  public void close() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
      nodes.get(i).place().close();
    }
    if (standIn != null) {
      standIn.close();
    }
  }
}
