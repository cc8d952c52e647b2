package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.blob.Digest;
import io.annals.api.secret.SecretVault;
import io.annals.query.database.ViewDatabase;
import io.annals.query.purge.PurgedCode;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A function that is deleted for good: its secrets are gone wherever they were copied to. */
class PurgeTest {
  private static final String FUNCTIONS = "/v1/functions/";

  @RegisterExtension static final Servers SERVERS = new Servers();

  /** The ciphertexts of a secret in all the events of a function, oldest first. */
  private static List<String> copies(RunningServer server, String id, String key) throws Exception {
    List<String> copies = new ArrayList<>();
    for (String event :
        server
            .place()
            .events(
                "SELECT payload FROM events WHERE aggregate_id = '" + id + "' ORDER BY sequence")) {
      JsonNode sealed = NativeClient.JSON.readTree(event).path("changes").path("secrets").path(key);
      if (sealed.isString()) {
        copies.add(sealed.asString());
      }
    }
    return copies;
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void leavesNoCopyOfASecretThatCanBeDecryptedAndAHistoryThatCanBeRead(Store store)
      throws Exception {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
    SecretVault vault = server.part(SecretVault.class);
    String id = c1.created().path("function").path("id").asString();
    c1.updated(body("id", id, "secret", Map.of("API_KEY", "first")), "secret");
    c1.updated(body("id", id, "secret", Map.of("API_KEY", "second")), "secret");
    List<String> copies = copies(server, id, "API_KEY");
    String other = c1.created().path("function").path("id").asString();
    c1.updated(body("id", other, "secret", Map.of("API_KEY", "other")), "secret");

    refused(client.call("POST", FUNCTIONS + id + ":purge").answer(), "is not deleted");
    String alive = client.get(FUNCTIONS + id).is(200).header("ETag");
    c1.call("DELETE", "/api/v1/functions/" + id, null).is(200);
    assertThat(copies)
        .as("decrypted while only deleted")
        .extracting(copy -> vault.decrypt(id, "API_KEY", copy).orElse("-"))
        .containsExactly("first", "second");
    client.call("POST", FUNCTIONS + id + ":purge").header("If-Match", alive).answer().is(412);

    String deleted = client.get(FUNCTIONS + id + "?showDeleted=true").is(200).header("ETag");
    NativeClient.Call purge =
        client
            .call("POST", FUNCTIONS + id + ":purge")
            .header("If-Match", deleted)
            .header("Idempotency-Key", "purge-" + id);
    JsonNode operation = client.visible(purge);
    assertThat(operation.path("type").asString()).isEqualTo("FunctionPurged");
    assertThat(operation.path("description").asString()).isEqualTo("Purge function");

    assertThat(copies(server, id, "API_KEY")).as("history").isEqualTo(copies);
    unreadable(vault, id, copies);
    refused(client.call("POST", FUNCTIONS + id + ":undelete").answer(), "was purged");
    refused(client.call("POST", FUNCTIONS + id + ":purge").answer(), "was purged already");
    client.get(FUNCTIONS + id).is(404);
    JsonNode gone = client.get(FUNCTIONS + id + "?showDeleted=true").is(200).json();
    assertThat(gone.path("secrets")).isEmpty();
    JsonNode versions = client.get(FUNCTIONS + id + "/versions").is(200).json().path("versions");
    assertThat(versions).hasSize(3);
    assertThat(client.get(FUNCTIONS + id + "?version=2&showDeleted=true").is(200).json())
        .isEqualTo(versions.path(1).path("function"));

    replay(server);
    unreadable(vault, id, copies);
    assertThat(vault.decrypt(other, "API_KEY", copies(server, other, "API_KEY").get(0)))
        .contains("other");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void removesTheCodeThatNothingElseNames(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    String own = "only here: " + UUID.randomUUID();
    String shared = "also elsewhere: " + UUID.randomUUID();
    JsonNode purged =
        client.create(Map.of("code", code(Map.of("own.js", own, "shared.js", shared))));
    JsonNode other = client.create(Map.of("code", code(Map.of("b.js", shared))));
    String id = purged.path("id").asString();
    String files = "/revisions/" + purged.path("head").asString() + "/files/";
    String kept = FUNCTIONS + other.path("id").asString() + "/revisions/1/files/b.js";
    client.get(FUNCTIONS + id + files + "own.js").is(200);

    client.visible(client.call("DELETE", FUNCTIONS + id));
    client.visible(client.call("POST", FUNCTIONS + id + ":purge"));

    Awaitility.await("the code is out of reach")
        .untilAsserted(() -> client.get(FUNCTIONS + id + files + "own.js").is(404));
    Digest digest = Digest.of(own.getBytes(StandardCharsets.UTF_8));
    BlobRemoval removal = server.part(BlobRemoval.class);
    assertThat(removal.stored(List.of(digest))).as("for a while").containsExactly(digest);
    client
        .post(
            "/v1/functions",
            Map.of("code", Map.of("files", Map.of("a", Map.of("digest", digest.value())))))
        .is(400);

    Duration past = Duration.ofSeconds(-1);
    try (PurgedCode later =
        new PurgedCode(
            server.part(ViewDatabase.class), removal, () -> true, past, Clock.systemUTC())) {
      later.sweep();
    }
    assertThat(removal.stored(List.of(digest))).as("after it").isEmpty();
    assertThat(client.get(kept).is(200).text()).isEqualTo(shared);
    assertThat(client.get(FUNCTIONS + id + files + "own.js").is(404).text("detail"))
        .contains("was removed");
    client.get(FUNCTIONS + id + files + "shared.js").is(200);

    client.create(Map.of("code", code(Map.of("again.js", own))));
    assertThat(removal.stored(List.of(digest))).containsExactly(digest);
    requireHistoryThatVerifies(server);
  }

  private static void requireHistoryThatVerifies(RunningServer server) {
    Map<String, String> environment = Map.of("ANNALS_ROOT_KEY", Place.KEY);
    String url = "http://localhost:" + server.port();
    try (AnnalsProcess verify = AnnalsProcess.of(environment, "verify", "--server", url)) {
      assertThat(verify.exit(Duration.ofSeconds(60))).as("exit; it said %s", verify.err()).isZero();
      assertThat(verify.out()).hasSize(1).first().asString().startsWith("verified: all ");
    }
  }

  private static Map<String, Object> code(Map<String, String> texts) {
    Map<String, Object> files = new HashMap<>();
    texts.forEach((path, text) -> files.put(path, Map.of("text", text)));
    return Map.of("files", files);
  }

  private static void unreadable(SecretVault vault, String id, List<String> copies) {
    assertThat(copies)
        .as("decrypted after the purge")
        .allMatch(copy -> vault.decrypt(id, "API_KEY", copy).isEmpty());
  }

  private static void refused(Answer answer, String words) {
    answer.is(400);
    assertThat(answer.text("code")).isEqualTo("FAILED_PRECONDITION");
    assertThat(answer.text("detail")).contains(words);
  }

  private static void replay(RunningServer server) {
    server.client().replay();
  }
}
