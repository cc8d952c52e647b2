package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/**
 * What a registry has promised to its clients, and whether it keeps that. Clients write into it
 * while they work; checks are made in between.
 */
final class Journal {
  /** The file that code of these clients is in. */
  static final String FILE = "index.js";

  private final Queue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();
  private final Queue<Acknowledged> unchecked = new ConcurrentLinkedQueue<>();
  private final Set<String> perhaps = ConcurrentHashMap.newKeySet();

  /** A change that the registry has said to have made. */
  private record Acknowledged(Change change, String operation, String functionId, long version) {}

  /** Notes a change that was answered with an operation. */
  void acknowledge(Change change, Answer answer) {
    JsonNode operation = answer.ok().json();
    Acknowledged entry =
        new Acknowledged(
            change,
            operation.path("id").asString(),
            operation.path("metadata").path("functionId").asString(),
            operation.path("metadata").path("version").asLong());
    acknowledged.add(entry);
    unchecked.add(entry);
  }

  /** Notes a change whose answer was lost and that nobody will send again. */
  void wonder(Change change) {
    if (change.mark() != null) {
      perhaps.add(change.mark());
    }
  }

  int acknowledgements() {
    return acknowledged.size();
  }

  int unanswered() {
    return perhaps.size();
  }

  /** Checks what was promised since the last check; threads may share the work. */
  void checkNews(NativeClient client) {
    for (Acknowledged entry = unchecked.poll(); entry != null; entry = unchecked.poll()) {
      check(client, entry);
    }
  }

  private static void check(NativeClient client, Acknowledged entry) {
    JsonNode operation = client.await(entry.operation());
    assertThat(operation.has("error")).as("no error: %s", operation).isFalse();
    assertThat(operation.path("metadata").path("functionId").asString())
        .isEqualTo(entry.functionId());
    assertThat(operation.path("metadata").path("version").asLong()).isEqualTo(entry.version());
    if (entry.change().mark() == null) {
      return;
    }
    String function = "/v1/functions/" + entry.functionId();
    JsonNode version = client.get(function + "/versions/" + entry.version()).is(200).json();
    assertThat(version.path("operation").asString()).isEqualTo(entry.operation());
    assertThat(version.path("function").path("description").asString())
        .as("what version %d of %s was acknowledged with", entry.version(), entry.functionId())
        .isEqualTo(entry.change().mark());
    if (entry.change().body() != null && entry.change().body().containsKey("code")) {
      String head = version.path("function").path("head").asString();
      Answer file = client.get(function + "/revisions/" + head + "/files/" + FILE).is(200);
      assertThat(file.text()).isEqualTo(code(entry.change().mark()));
    }
  }

  /** The content of a file that belongs to a mark. */
  static String code(String mark) {
    return "// " + mark + "\n";
  }

  /**
   * Checks everything: each promised version is there once, each other one at most once, none that
   * nobody asked for, and no number is missing or doubled.
   */
  void checkAll(NativeClient client) {
    Map<String, String> found = new HashMap<>();
    for (JsonNode function : client.all("/v1/functions?showDeleted=true", "functions", 1000)) {
      String id = function.path("id").asString();
      List<Long> numbers = new ArrayList<>();
      for (JsonNode version : client.all("/v1/functions/" + id + "/versions", "versions", 1000)) {
        numbers.add(version.path("version").asLong());
        String mark = version.path("function").path("description").asString();
        String place = id + " " + version.path("version").asLong();
        assertThat(found.put(mark, place)).as("other place of %s at %s", mark, place).isNull();
      }
      assertThat(numbers.stream().sorted().toList())
          .as("version numbers of %s", id)
          .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
      assertThat(function.path("version").asLong()).isEqualTo(numbers.size());
    }
    Set<String> promised = new HashSet<>();
    for (Acknowledged entry : acknowledged) {
      if (entry.change().mark() != null) {
        promised.add(entry.change().mark());
        assertThat(found.get(entry.change().mark()))
            .as("place of %s", entry)
            .isEqualTo(entry.functionId() + " " + entry.version());
      }
    }
    assertThat(found.keySet())
        .allSatisfy(mark -> assertThat(promised.contains(mark) || perhaps.contains(mark)).isTrue());
  }
}
