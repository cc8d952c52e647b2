package io.annals.server.grpc;

import io.annals.api.context.Credentials;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.GrpcTls;
import io.annals.server.StartupException;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Serves gRPC: the services of the dialects, and those of gRPC itself. Health is open to anybody,
 * reflection asks for a key. Starts with the web server and stops with it: calls that are under way
 * are answered, new ones are not taken.
 */
public final class GrpcServer implements SmartLifecycle {
  /** Room for 50 MiB of code and what stands around it. */
  private static final int MAX_MESSAGE = 54 * 1024 * 1024;

  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final GrpcServices services;
  private final Credentials credentials;
  private final MeterRegistry meters;
  private final Executor executor;
  private final KeepAlive keepAlive;
  private final Duration drain;
  private final HealthStatusManager health = new HealthStatusManager();
  private @Nullable Server server;

  /**
   * @param executor where calls are answered; they may block there
   */
  public GrpcServer(
      ServerSettings settings,
      GrpcServices services,
      Credentials credentials,
      MeterRegistry meters,
      Executor executor) {
    this(settings, services, credentials, meters, executor, KeepAlive.DEFAULT, DRAIN);
  }

  /**
   * @param executor where calls are answered; they may block there
   * @param keepAlive how clients that are gone are found out
   * @param drain how long a stop waits for calls that are under way
   */
  public GrpcServer(
      ServerSettings settings,
      GrpcServices services,
      Credentials credentials,
      MeterRegistry meters,
      Executor executor,
      KeepAlive keepAlive,
      Duration drain) {
    this.settings = settings;
    this.services = services;
    this.credentials = credentials;
    this.meters = meters;
    this.executor = executor;
    this.keepAlive = keepAlive;
    this.drain = drain;
  }

  /** The port that it listens on. */
  public synchronized int port() {
    return server == null ? settings.grpcPort() : server.getPort();
  }

  @Override
  public synchronized void start() {
    NettyServerBuilder builder =
        builder()
            .executor(executor)
            .maxInboundMessageSize(MAX_MESSAGE)
            .keepAliveTime(keepAlive.time().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(keepAlive.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(keepAlive.permitted().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            // The last of the interceptors is the first to see a call.
            .intercept(new GrpcKeys(credentials))
            .intercept(new MetricCollectingServerInterceptor(meters));
    services
        .definitions()
        .forEach(
            service -> {
              builder.addService(service);
              health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING);
            });
    builder.addService(health.getHealthService());
    builder.addService(
        ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), new OnlyWithKey()));
    builder.addService(reflectionOfOlderClients());
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw refused(e);
    }
  }

  @SuppressWarnings("deprecation") // grpcurl before 1.8.8 and many consoles speak it only.
  private static io.grpc.ServerServiceDefinition reflectionOfOlderClients() {
    return ServerInterceptors.intercept(ProtoReflectionService.newInstance(), new OnlyWithKey());
  }

  private NettyServerBuilder builder() {
    GrpcTls tls = settings.grpcTls();
    if (tls == null) {
      return NettyServerBuilder.forPort(settings.grpcPort(), InsecureServerCredentials.create());
    }
    try {
      return NettyServerBuilder.forPort(
          settings.grpcPort(),
          TlsServerCredentials.create(tls.certificate().toFile(), tls.key().toFile()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(
          "cannot read the certificate "
              + tls.certificate()
              + " and key "
              + tls.key()
              + " of gRPC, which must be PEM and belong together: "
              + e.getMessage(),
          e);
    }
  }

  private StartupException refused(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The native transport has no exception of its own for it.
      if (cause instanceof BindException
          || String.valueOf(cause.getMessage()).startsWith("Failed to bind")) {
        return new StartupException(
            "port "
                + settings.grpcPort()
                + " for gRPC is in use or not allowed; choose another with --grpc-port",
            failure);
      }
    }
    return new StartupException("gRPC cannot be served: " + failure.getMessage(), failure);
  }

  @Override
  public synchronized void stop() {
    Server running = server;
    if (running == null) {
      return;
    }
    health.enterTerminalState();
    running.shutdown();
    try {
      if (!running.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
    server = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return server != null;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
  }
}
