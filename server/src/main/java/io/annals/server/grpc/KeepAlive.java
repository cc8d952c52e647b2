package io.annals.server.grpc;

import java.time.Duration;

/**
 * How a connection without traffic is kept, and one whose client is gone without a word is found
 * out.
 *
 * @param time without traffic after which the server pings the client
 * @param timeout within which the client must answer the ping, or is cut off
 * @param permitted how often a client may ping; one that does so more often is sent away
 */
public record KeepAlive(Duration time, Duration timeout, Duration permitted) {
  /** A client that is gone is found out within a minute and a half. */
  public static final KeepAlive DEFAULT =
      new KeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(10));
}
