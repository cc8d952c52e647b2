package io.annals.server;

import io.annals.query.database.ViewsUnusableException;
import io.annals.server.ServerSettings.Store;
import io.annals.server.cli.VersionProvider;
import io.annals.server.grpc.GrpcServer;
import io.annals.server.security.RootKey;
import java.io.PrintStream;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A running registry: all parts in one process. */
public final class Server implements AutoCloseable {
  private static final String READY = "management.endpoint.health.group.ready.include";

  private final ConfigurableApplicationContext context;

  private Server(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts a server and says so on standard output.
   *
   * @throws StartupException if it cannot start; its message is for the operator
   */
  public static Server start(ServerSettings settings) {
    return start(settings, System.out);
  }

  /**
   * Starts a server.
   *
   * @param out where it says that it is ready, and where a new root key is
   * @throws StartupException if it cannot start; its message is for the operator
   */
  public static Server start(ServerSettings settings, PrintStream out) {
    long begun = System.nanoTime();
    SpringApplication application = new SpringApplication(ServerApplication.parts(settings));
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(properties(settings));
    application.addInitializers(
        context -> {
          ((GenericApplicationContext) context).registerBean(ServerSettings.class, () -> settings);
          context
              .getEnvironment()
              .getPropertySources()
              .addFirst(new MapPropertySource("roles", Map.of(READY, readiness(settings))));
        });
    try {
      Server server = new Server(application.run());
      server.announce(settings, out, (System.nanoTime() - begun) / 1_000_000);
      return server;
    } catch (RuntimeException e) {
      throw explained(e, settings);
    }
  }

  /** The port that HTTP answers on. */
  public int port() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  /** The port that gRPC answers on; 0 where the node is no gateway. */
  public int grpcPort() {
    GrpcServer grpc = context.getBeanProvider(GrpcServer.class).getIfAvailable();
    return grpc == null ? 0 : grpc.port();
  }

  /** A part of the server, for tests and measurements. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** Drains what is under way and stops. */
  @Override
  public void close() {
    context.close();
  }

  private static Map<String, Object> properties(ServerSettings settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", settings.port());
    properties.put("spring.threads.virtual.enabled", settings.virtualThreads());
    return properties;
  }

  /** What must be well for a node to be ready, beside the process itself. */
  private static String readiness(ServerSettings settings) {
    return "readinessState,store"
        + (settings.axonServer() == null ? "" : ",database")
        + (settings.has(Role.QUERY) ? ",projection" : "");
  }

  private static String place(ServerSettings settings) {
    if (settings.axonServer() != null) {
      return "axon-server, " + settings.axonServer() + "; " + settings.postgres().url();
    }
    return settings.store() == Store.SQLITE ? "sqlite" : "postgres, " + settings.postgres().url();
  }

  private void announce(ServerSettings settings, PrintStream out, long millis) {
    RootKey key = part(RootKey.class);
    switch (key.origin()) {
      case CREATED -> out.println("annals: first start; the root key is in " + key.file());
      case REPLACED -> out.println("annals: the root key in " + key.file() + " was replaced");
      case FOUND -> {}
    }
    boolean virtual = settings.virtualThreads() && Runtime.version().feature() >= 21;
    out.printf(
        "annals %s: ready at http://localhost:%d, %s, after %.1f s (store %s; data %s; Java %d, %s"
            + " threads)%n",
        VersionProvider.version(),
        port(),
        settings.has(Role.GATEWAY)
            ? "gRPC at localhost:" + grpcPort()
            : "health and metrics of a node that does " + Role.words(settings.roles()),
        millis / 1000.0,
        place(settings),
        settings.data(),
        Runtime.version().feature(),
        virtual ? "virtual" : "platform");
  }

  private static StartupException explained(RuntimeException failure, ServerSettings settings) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartupException known) {
        return known;
      }
      if (cause instanceof ViewsUnusableException) {
        return new StartupException(Objects.requireNonNull(cause.getMessage()), failure);
      }
      if (cause instanceof PortInUseException) {
        return new StartupException(
            "port " + settings.port() + " is in use; choose another with --port", failure);
      }
      if (cause instanceof BindException) {
        return new StartupException(
            "cannot listen on port " + settings.port() + ": " + cause.getMessage(), failure);
      }
    }
    LogFactory.getLog(Server.class).error("The start failed", failure);
    return new StartupException("the start failed: " + failure.getMessage(), failure);
  }
}
