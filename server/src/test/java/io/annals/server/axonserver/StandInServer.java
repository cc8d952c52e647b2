package io.annals.server.axonserver;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks as much of Axon Server's public protocol as a registry uses, and keeps everything in
 * memory: it proves that a registry's side of the protocol fits together, and nothing of Axon
 * Server itself. It can be cut off and come back, and lose a reply. Thread-safe.
 */
public final class StandInServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 64 << 20;
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> CONTEXT =
      Metadata.Key.of("AxonIQ-Context", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("AxonIQ-Access-Token", Metadata.ASCII_STRING_MARSHALLER);
  static final Context.Key<String> CURRENT = Context.key("context");

  private final @Nullable String token;
  private final ServerCredentials credentials;
  private final StandInEvents events = new StandInEvents();
  private StandInCommands commands = new StandInCommands();
  private final int port;
  private Server server;

  /**
   * Starts.
   *
   * @param port 0 for any free one
   * @param token that clients must send; null for none
   */
  public StandInServer(int port, @Nullable String token) {
    this(port, token, InsecureServerCredentials.create());
  }

  /**
   * Starts.
   *
   * @param credentials how it proves who it is
   */
  public StandInServer(int port, @Nullable String token, ServerCredentials credentials) {
    this.token = token;
    this.credentials = credentials;
    this.server = start(port);
    this.port = server.getPort();
  }

  /** Runs until it is ended: {@code StandInServer PORT}. */
  public static void main(String[] arguments) throws InterruptedException {
    try (StandInServer server = new StandInServer(Integer.parseInt(arguments[0]), null)) {
      System.out.println("stand-in: ready at localhost:" + server.port());
      server.server.awaitTermination();
    }
  }

  private Server start(int port) {
    commands = new StandInCommands();
    try {
      return Grpc.newServerBuilderForPort(port, credentials)
          .addService(new StandInPlatform())
          .addService(events)
          .addService(commands)
          .addService(new StandInQueries())
          .intercept(new Entrance())
          .maxInboundMessageSize(MAX_MESSAGE_BYTES)
          .permitKeepAliveTime(1, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whom clients say they speak with, and whether they may. */
  private final class Entrance implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if (token != null && !token.equals(headers.get(TOKEN))) {
        Metadata trailers = new Metadata();
        trailers.put(CODE, "AXONIQ-1001");
        call.close(Status.PERMISSION_DENIED.withDescription("Invalid token"), trailers);
        return new ServerCall.Listener<>() {};
      }
      String name = headers.get(CONTEXT);
      return Contexts.interceptCall(
          Context.current().withValue(CURRENT, name == null ? "default" : name),
          call,
          headers,
          next);
    }
  }

  /** A status with the code that Axon Server's clients look for. */
  static RuntimeException failure(Status status, String code, String sentence) {
    Metadata trailers = new Metadata();
    trailers.put(CODE, code);
    return status.withDescription("[" + code + "] " + sentence).asRuntimeException(trailers);
  }

  /** The port that it answers on. */
  public int port() {
    return port;
  }

  /** What it keeps. */
  public StandInEvents events() {
    return events;
  }

  /** How many commands each client has got, in the order of the clients' names. */
  public StandInCommands commands() {
    return commands;
  }

  /** Is gone for everybody, at once; events stay. */
  public void cut() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Is back, on the same port. */
  public void comeBack() {
    server = start(port);
  }

  @Override
  public void close() {
    cut();
  }
}
