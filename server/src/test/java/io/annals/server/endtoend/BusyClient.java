package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client that changes functions of its own, and some that it shares with others, in every way
 * that there is, until the registry goes away. Then it knows what it was told, and what it was not.
 */
final class BusyClient {
  private static final int MOST_FUNCTIONS = 12;

  private final String name;
  private final Random random;
  private final Journal journal;
  private final List<String> shared;
  private final List<Owned> owned = new ArrayList<>();
  private @Nullable Unanswered unanswered;
  private int marks;

  /**
   * @param shared the ids of functions that others change too
   */
  BusyClient(String name, long seed, Journal journal, List<String> shared) {
    this.name = name;
    this.random = new Random(seed);
    this.journal = journal;
    this.shared = shared;
  }

  /** A function that nobody else changes, so that its state is known. */
  private static final class Owned {
    private final String id;
    private String functionName;
    private boolean deleted;
    private int revisions;
    private int visibleRevisions;
    private int live;

    Owned(String id, String functionName) {
      this.id = id;
      this.functionName = functionName;
    }

    /** Takes note of a new revision, which can be named only when it is visible. */
    void bring(JsonNode operation) {
      revisions++;
      if (operation.path("done").asBoolean()) {
        visibleRevisions = revisions;
      }
    }

    String path() {
      return "/v1/functions/" + id;
    }
  }

  /** A change whose answer was lost, and what follows from it once it is answered. */
  private record Unanswered(Change change, Consumer<JsonNode> consequence) {}

  /** Works until the registry does not answer any more, or it has made so many changes. */
  void work(NativeClient client, int changes) {
    for (int i = 0; i < changes && unanswered == null; i++) {
      Unanswered next = next();
      try {
        answered(next, next.change().send(client));
      } catch (IOException gone) {
        if (next.change().key() == null) {
          journal.wonder(next.change());
          return;
        }
        unanswered = next;
      }
    }
  }

  /** Sends again what was not answered, with the same key. */
  void retry(NativeClient client) throws IOException {
    if (unanswered != null) {
      Unanswered again = unanswered;
      unanswered = null;
      answered(again, again.change().send(client));
    }
  }

  private void answered(Unanswered sent, Answer answer) {
    journal.acknowledge(sent.change(), answer);
    sent.consequence().accept(answer.json());
  }

  /** Checks that its own functions are as they must be, when all that was accepted is visible. */
  void check(NativeClient client) {
    for (Owned mine : owned) {
      mine.visibleRevisions = mine.revisions;
      JsonNode found = client.get(mine.path() + "?showDeleted=true").is(200).json();
      assertThat(found.path("name").asString()).isEqualTo(mine.functionName);
      assertThat(found.has("deleteTime")).as("deleted: %s", found).isEqualTo(mine.deleted);
      assertThat(client.get(mine.path()).status()).isEqualTo(mine.deleted ? 404 : 200);
      String live = found.path("aliases").path("live").asString("");
      assertThat(live.isEmpty()).isEqualTo(mine.live == 0);
      if (mine.live > 0) {
        JsonNode revision = client.get(mine.path() + "/revisions/" + live).is(200).json();
        assertThat(revision.path("number").asInt()).isEqualTo(mine.live);
      }
    }
  }

  private Unanswered next() {
    int dice = random.nextInt(100);
    if (owned.isEmpty() || (dice < 10 && owned.size() < MOST_FUNCTIONS)) {
      return create();
    }
    Owned mine = owned.get(random.nextInt(owned.size()));
    if (mine.deleted) {
      return change("POST", mine.path() + ":undelete", null, o -> mine.deleted = false);
    }
    if (dice < 18) {
      return change("DELETE", mine.path(), null, o -> mine.deleted = true);
    }
    if (dice < 28) {
      return rename(mine);
    }
    if (dice < 38) {
      return code(mine);
    }
    if (dice < 50 && mine.visibleRevisions > 0) {
      return moveAlias(mine);
    }
    return update(random.nextBoolean() ? mine.id : shared.get(random.nextInt(shared.size())));
  }

  private Unanswered create() {
    String mark = mark();
    boolean withCode = random.nextBoolean();
    Map<String, ?> body =
        withCode
            ? Map.of("name", mark, "description", mark, "code", code(mark))
            : Map.of("name", mark, "description", mark);
    Change change = new Change("POST", "/v1/functions", body, perhapsKey(mark), prefer(), mark);
    return new Unanswered(
        change,
        operation -> {
          Owned mine = new Owned(operation.path("metadata").path("functionId").asString(), mark);
          if (withCode) {
            mine.bring(operation);
          }
          owned.add(mine);
        });
  }

  private Unanswered rename(Owned mine) {
    String mark = mark();
    Change change =
        new Change(
            "PATCH",
            mine.path(),
            Map.of("name", mark, "description", mark),
            "key-" + mark,
            prefer(),
            mark);
    return new Unanswered(change, operation -> mine.functionName = mark);
  }

  private Unanswered code(Owned mine) {
    String mark = mark();
    Change change =
        new Change(
            "PATCH",
            mine.path(),
            Map.of("description", mark, "code", code(mark)),
            "key-" + mark,
            prefer(),
            mark);
    return new Unanswered(change, mine::bring);
  }

  private Unanswered moveAlias(Owned mine) {
    int number = 1 + random.nextInt(mine.visibleRevisions);
    return change(
        "PUT",
        mine.path() + "/aliases/live",
        Map.of("revision", number),
        operation -> mine.live = number);
  }

  private Unanswered update(String id) {
    String mark = mark();
    Change change =
        new Change(
            "PATCH",
            "/v1/functions/" + id,
            Map.of("description", mark),
            perhapsKey(mark),
            prefer(),
            mark);
    return new Unanswered(change, operation -> {});
  }

  /** A change that makes no version. */
  private Unanswered change(
      String method, String path, @Nullable Map<String, ?> body, Consumer<JsonNode> consequence) {
    return new Unanswered(
        new Change(method, path, body, "key-" + mark(), prefer(), null), consequence);
  }

  private static Map<String, ?> code(String mark) {
    return Map.of(
        "files",
        Map.of(Journal.FILE, Map.of("text", Journal.code(mark))),
        "runtime",
        "nodejs",
        "entrypoint",
        Journal.FILE);
  }

  private String mark() {
    marks++;
    return name + "-" + marks;
  }

  private @Nullable String perhapsKey(String mark) {
    return random.nextBoolean() ? "key-" + mark : null;
  }

  private @Nullable String prefer() {
    return switch (random.nextInt(3)) {
      case 0 -> "respond-async";
      case 1 -> "wait=5";
      default -> null;
    };
  }
}
