package io.annals.benchmarks;

import io.annals.benchmarks.HttpConnection.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the native API over one connection. For one thread at a time. */
final class RegistryClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PADDING =
      "The quick registry writes the lazy function down, once more and in its own words, so that"
          + " whoever reads its history later can tell this version from the one before it, and"
          + " from the thousand that come after, by nothing but the text.";

  private final HttpConnection connection;
  private final Map<String, String> waiting;
  private final Map<String, String> notWaiting;
  private long updates;

  /**
   * An update that was acknowledged.
   *
   * @param operation its operation's id
   * @param micros from the request to the answer
   */
  record Acknowledged(String operation, double micros) {}

  RegistryClient(int port, String key) throws IOException {
    connection = HttpConnection.open(port);
    String authorization = "Bearer " + key;
    waiting = Map.of("Authorization", authorization);
    notWaiting = Map.of("Authorization", authorization, "Prefer", "respond-async");
  }

  /** Creates functions and returns their ids when all of them are visible. */
  List<String> create(int count) throws IOException {
    List<String> ids = new ArrayList<>(count);
    String operation = "";
    for (int i = 0; i < count; i++) {
      Answer answer =
          good(
              "create a function",
              connection.exchange(
                  "POST",
                  "/v1/functions",
                  notWaiting,
                  "{\"kind\":\"benchmark\",\"displayName\":\"Measured\",\"labels\":{\"team\":"
                      + "\"speed\"},\"description\":\""
                      + PADDING
                      + "\"}"));
      JsonNode body = JSON.readTree(answer.body());
      ids.add(body.path("metadata").path("functionId").asString());
      operation = body.path("id").asString();
    }
    awaitDone(operation);
    return ids;
  }

  /** Updates a function; the answer does not wait for the views. */
  Acknowledged update(String function) throws IOException {
    String body = "{\"description\":\"Update " + ++updates + ". " + PADDING + "\"}";
    long start = System.nanoTime();
    Answer answer = connection.exchange("PATCH", "/v1/functions/" + function, notWaiting, body);
    double micros = (System.nanoTime() - start) / 1e3;
    good("update " + function, answer);
    return new Acknowledged(JSON.readTree(answer.body()).path("id").asString(), micros);
  }

  /** Returns when the operation is done, as soon as the server says so. */
  void awaitDone(String operation) throws IOException {
    while (true) {
      Answer answer =
          good(
              "wait for " + operation,
              connection.exchange("GET", "/v1/operations/" + operation + ":wait", waiting, ""));
      JsonNode body = JSON.readTree(answer.body());
      if (body.path("done").asBoolean()) {
        if (!body.path("error").isMissingNode() && !body.path("error").isNull()) {
          throw new MeasurementException("The operation " + operation + " failed: " + body);
        }
        return;
      }
    }
  }

  /** Returns when all that was acknowledged before is visible. */
  void settle(String function) throws IOException {
    awaitDone(update(function).operation());
  }

  /** Replays the views beside those that are served. Answers with the events of a second. */
  double replay() throws IOException {
    Answer begun =
        good(
            "replay",
            connection.exchange("POST", "/v1/admin/projections/registry:replay", notWaiting, ""));
    String operation = JSON.readTree(begun.body()).path("id").asString();
    awaitDone(operation);
    JsonNode facts = JSON.readTree(get("/v1/operations/" + operation)).path("response");
    return facts.path("position").asDouble() * 1e3 / facts.path("milliseconds").asDouble();
  }

  /** The text of a page. */
  String get(String path) throws IOException {
    return good("GET " + path, connection.exchange("GET", path, waiting, "")).body();
  }

  private static Answer good(String what, Answer answer) {
    if (!answer.good()) {
      throw new MeasurementException(
          "To " + what + " was answered with " + answer.status() + ": " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
