package io.annals.server.operating;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.util.Optional;

/**
 * Asks a registry whether it is ready. A program of its own beside {@code annals health}:
 * containers run it every few seconds, so it loads nothing but a few parts of the JDK.
 */
public final class HealthCheck {
  private static final int PATIENCE_MILLIS = 5_000;

  private HealthCheck() {}

  /**
   * Asks the registry of this machine, at the port in {@code ANNALS_PORT} or 8080, and exits with 0
   * where it is ready, else with 1 and a line on standard error that says why.
   */
  public static void main(String[] arguments) {
    String port = System.getenv("ANNALS_PORT");
    URI registry =
        URI.create("http://localhost:" + (port == null || port.isBlank() ? "8080" : port.strip()));
    Optional<String> reason = reasonAgainst(registry);
    reason.ifPresent(System.err::println);
    System.exit(reason.isPresent() ? 1 : 0);
  }

  /**
   * Why a registry is not ready, as a sentence without an end; empty where it is.
   *
   * @param registry such as {@code http://localhost:8080}
   */
  public static Optional<String> reasonAgainst(URI registry) {
    try {
      URI ready = URI.create(registry + "/health/ready");
      HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      connection.disconnect();
      return switch (status) {
        case 200 -> Optional.empty();
        case 503 -> Optional.of("the registry at " + registry + " is not ready");
        default ->
            Optional.of("what answers at " + registry + " is no registry: it answered " + status);
      };
    } catch (ConnectException e) {
      return Optional.of("no registry answers at " + registry);
    } catch (ProtocolException e) {
      return Optional.of("what answers at " + registry + " is no registry: " + e.getMessage());
    } catch (IOException e) {
      return Optional.of("the registry at " + registry + " does not answer: " + e.getMessage());
    }
  }
}
