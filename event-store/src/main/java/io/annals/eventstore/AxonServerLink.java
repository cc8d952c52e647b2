package io.annals.eventstore;

import io.axoniq.axonserver.connector.event.EventChannel;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;

/**
 * The connection of a node to Axon Server, which commands, queries and events share. One that is
 * lost is made anew by itself. Thread-safe.
 */
public final class AxonServerLink implements AutoCloseable {
  /** The name under which Axon Server shows every node of a registry. */
  private static final String COMPONENT = "annals";

  /**
   * Of one message: a page of a list may be as long as this. Axon Server has a bound of its own.
   */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  /** How long Axon Server is asked for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_ANSWER = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final long RECONNECT_MILLIS = 1_000;
  private static final long CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final long KEEP_ALIVE_MILLIS = 2_000;
  private static final long KEEP_ALIVE_TIMEOUT_MILLIS = 3_000;

  private final AxonServerAddress address;
  private final AxonServerConfiguration configuration;
  private final AxonServerConnectionManager connections;
  private final AxonServerTrouble trouble = new AxonServerTrouble();

  private AxonServerLink(AxonServerAddress address) {
    this.address = address;
    this.configuration = configuration(address);
    this.connections =
        AxonServerConnectionManager.builder()
            .axonServerConfiguration(configuration)
            .channelCustomizer(channel -> channel.intercept(trouble))
            .build();
  }

  private static AxonServerConfiguration configuration(AxonServerAddress address) {
    AxonServerConfiguration configuration = new AxonServerConfiguration();
    configuration.setServers(address.servers());
    configuration.setContext(address.context());
    configuration.setToken(address.token());
    configuration.setSslEnabled(address.tls());
    if (address.authorities() != null) {
      configuration.setCertFile(address.authorities().toString());
    }
    configuration.setComponentName(COMPONENT);
    // Unique also where containers give every process the same number and name.
    configuration.setClientId(COMPONENT + "-" + UUID.randomUUID());
    configuration.setMaxMessageSize(MAX_MESSAGE_BYTES);
    configuration.setReconnectInterval(RECONNECT_MILLIS);
    configuration.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    configuration.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    configuration.setKeepAliveTimeout(KEEP_ALIVE_TIMEOUT_MILLIS);
    configuration.setSuppressDownloadMessage(true);
    // The connections' own banner asks nothing else where the address is the connector's default.
    System.setProperty("axon.axonserver.suppressDownloadMessage", "true");
    return configuration;
  }

  /**
   * Connects and waits a while for the first answer.
   *
   * @throws AxonServerUnusableException if there is none, or a refusal
   */
  public static AxonServerLink open(AxonServerAddress address) {
    AxonServerLink link;
    try {
      link = new AxonServerLink(address);
    } catch (RuntimeException e) {
      throw new AxonServerUnusableException(
          "Axon Server at " + address + " cannot be used: " + e.getMessage(), e);
    }
    try {
      link.awaitFirstAnswer();
      return link;
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  private void awaitFirstAnswer() {
    long end = System.nanoTime() + FIRST_ANSWER.toNanos();
    while (true) {
      try {
        answer(events().getLastToken(), LOOK_AGAIN.multipliedBy(10));
        return;
      } catch (RuntimeException e) {
        if (trouble.isRefusal() || System.nanoTime() > end || Thread.interrupted()) {
          throw new AxonServerUnusableException(
              "Axon Server at " + address + " cannot be used: " + why(e), e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String why(Throwable failure) {
    String known = trouble.sentence();
    if (known != null) {
      return known;
    }
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  /** For those who speak with the server about other things than events. */
  public AxonServerConnectionManager connections() {
    return connections;
  }

  /** How the connection is made. */
  public AxonServerConfiguration configuration() {
    return configuration;
  }

  /** What is the matter, for a person. */
  String sentence(Throwable failure) {
    return "Axon Server at "
        + address
        + " cannot be used: "
        + why(failure)
        + ". It recovers by itself.";
  }

  EventChannel events() {
    return connections.getConnection(address.context()).eventChannel();
  }

  /**
   * Waits for an answer.
   *
   * @throws io.annals.api.problem.ProblemException of type UNAVAILABLE if there is none
   */
  static <T> T read(CompletableFuture<T> asked) {
    try {
      return answer(asked, PATIENCE);
    } catch (LinkException e) {
      throw AxonServerFaults.ofRead(e.getCause());
    }
  }

  /** Waits for an answer; throws {@link LinkException} around whatever came instead. */
  static <T> T answer(CompletableFuture<T> asked, Duration patience) {
    try {
      return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new LinkException(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new LinkException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(e);
    }
  }

  /** Around a failure of the connection. */
  static final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkException(Throwable cause) {
      super(cause);
    }
  }

  /** Ends the connection. */
  @Override
  public void close() {
    connections.shutdown();
  }
}
