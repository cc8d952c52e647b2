package io.annals.server.operating;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The projections and jobs of a running registry, over HTTP. Thread-safe. */
public final class RunningRegistry {
  private final RegistryCalls calls;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param key one that reaches all namespaces
   */
  public RunningRegistry(URI server, String key) {
    this.calls = new RegistryCalls(server, key, "annals-replay", Duration.ofMinutes(1));
  }

  /** All projections, as the registry lists them. */
  public JsonNode projections() throws OperatorException {
    return calls.send("GET", "/v1/admin/projections").path("projections");
  }

  /** Begins a replay, and answers with its operation. */
  public JsonNode replay(String projection) throws OperatorException {
    return calls.send("POST", "/v1/admin/projections/" + encoded(projection) + ":replay");
  }

  /** The operation when it is over, or as it is after a second. */
  public JsonNode await(String operation) throws OperatorException {
    return calls.send("GET", "/v1/operations/" + encoded(operation) + ":wait?timeout=1");
  }

  /** Asks for the end of an operation, and answers with it as it is then. */
  public JsonNode cancel(String operation) throws OperatorException {
    return calls.send("POST", "/v1/operations/" + encoded(operation) + ":cancel");
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
