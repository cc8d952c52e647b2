package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.base64;
import static io.annals.server.endtoend.ConductorOneClient.body;
import static io.annals.server.endtoend.ConductorOneClient.isError;
import static io.annals.server.endtoend.ConductorOneClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Commits, uploads and tags of the ConductorOne dialect over HTTP. */
class ConductorOneCommitTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private final RunningServer server = SERVERS.on(Store.SQLITE);
  private final ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
  private final NativeClient stranger = server.clientWith(null);
  private final JsonNode function = c1.coded("first");
  private final String id = function.path("id").asString();
  private final String commits = "/api/v1/functions/" + id + "/commits";

  private Answer put(NativeClient client, String url, String content) {
    return client
        .call("PUT", url)
        .body("application/octet-stream", content.getBytes(StandardCharsets.UTF_8))
        .answer();
  }

  private JsonNode announced(String... filenames) {
    return ok(
        c1.post(commits, body("filenames", List.of(filenames), "commitMessage", "by upload")));
  }

  private static String url(JsonNode announced, String filename) {
    return announced.path("uploadUrls").path(filename).asString();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aCommitIsAnnouncedUploadedAndFinalized(Store store) {
    RunningServer place = SERVERS.on(store);
    ConductorOneClient client = new ConductorOneClient(place, Place.KEY);
    JsonNode made = client.coded("old");
    String path = "/api/v1/functions/" + made.path("id").asString() + "/commits";
    JsonNode announced =
        ok(
            client.post(
                path, body("filenames", List.of("main.ts", "lib/a b.ts"), "commitMessage", "m")));
    String commit = announced.path("commitId").asString();

    assertThat(url(announced, "main.ts")).startsWith("/file/");
    for (String file : List.of("main.ts", "lib/a b.ts")) {
      assertThat(put(place.clientWith(null), url(announced, file), "of " + file).is(204).body())
          .isEmpty();
      assertThat(client.function(made.path("id").asString()).path("head"))
          .as("moves with finalize only")
          .isEqualTo(made.path("head"));
    }
    JsonNode finalized = ok(client.post(path + "/" + commit + "/finalize", null));
    assertThat(finalized.path("commit").path("id").asString()).isEqualTo(commit);
    assertThat(finalized.path("commit").path("message").asString()).isEqualTo("m");
    assertThat(client.function(made.path("id").asString()).path("head").asString())
        .isEqualTo(commit);
    assertThat(ok(client.post(path + "/" + commit + "/finalize", null)))
        .as("done again")
        .isEqualTo(finalized);

    JsonNode content = ok(client.get(path + "/" + commit));
    assertThat(content.path("commit")).isEqualTo(finalized.path("commit"));
    assertThat(content.path("files").path("lib/a b.ts").asString())
        .isEqualTo(base64("of lib/a b.ts"));
    assertThat(content.path("files")).as("a whole set, no delta").hasSize(2);
    List<String> listed = new ArrayList<>();
    ok(client.get(path)).path("list").forEach(c -> listed.add(c.path("id").asString()));
    assertThat(listed).as("newest first").containsExactly(commit, made.path("head").asString());
  }

  @Test
  void anAddressIsGoodOnceAndForItsFileOnly() {
    JsonNode announced = announced("a.ts", "b.ts");
    put(stranger, url(announced, "a.ts"), "a").is(204);
    isError(put(stranger, url(announced, "a.ts"), "other"), 409, 10);

    String forged = url(announced, "b.ts");
    char last = forged.charAt(forged.length() - 2);
    forged =
        forged.substring(0, forged.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + forged.charAt(forged.length() - 1);
    isError(put(stranger, forged, "b"), 403, 7);
    isError(put(stranger, "/file/nonsense", "b"), 403, 7);
    isError(put(stranger, "/file/bm9uc2Vuc2U.AAAA", "b"), 403, 7);

    Answer early =
        c1.post(commits + "/" + announced.path("commitId").asString() + "/finalize", null);
    isError(early, 400, 9);
    assertThat(early.text("message")).contains("b.ts").doesNotContain("a.ts");

    put(stranger, url(announced, "b.ts"), "b").is(204);
    String commit = announced.path("commitId").asString();
    ok(c1.post(commits + "/" + commit + "/finalize", null));
    isError(put(stranger, url(announced, "b.ts"), "late"), 404, 5);
    assertThat(ok(c1.get(commits + "/" + commit)).path("files").path("a.ts").asString())
        .isEqualTo(base64("a"));
  }

  @Test
  void whatIsNotAnnouncedIsNotFinalizedNorFromAnotherFunction() {
    JsonNode announced = announced("a.ts");
    put(stranger, url(announced, "a.ts"), "a").is(204);
    String other = "/api/v1/functions/" + c1.coded("x").path("id").asString() + "/commits/";
    isError(c1.post(other + announced.path("commitId").asString() + "/finalize", null), 404, 5);
    isError(c1.post(commits + "/" + UUID.randomUUID() + "/finalize", null), 404, 5);
    isError(c1.post(commits, null), 400, 3);
    isError(c1.post(commits, body("filenames", List.of(""))), 400, 3);
  }

  @Test
  void theRetiredFormBringsTheContentAtOnceAndReadsItUnderItsOldName() {
    JsonNode commit =
        ok(c1.post(commits, body("content", Map.of("main.ts", "-_8"), "commitMessage", "old")))
            .path("commit");
    assertThat(commit.path("message").asString()).isEqualTo("old");

    JsonNode content = ok(c1.get(commits + "/" + commit.path("id").asString()));
    assertThat(content.path("content").path("main.ts").asString())
        .as("url alphabet without padding in, standard out")
        .isEqualTo("+/8=");
    assertThat(content.path("files")).isEqualTo(content.path("content"));
    isError(c1.get("/api/v1/functions/" + id + "/secret-encryption-key"), 501, 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "refs%2Ftags%2Fv1", "refs%2ftags%2fv1", "refs/tags/v1"})
  void aCommitIsReadByReference(String reference) {
    String head = function.path("head").asString();
    assertThat(
            c1.post("/api/v1/functions/" + id + "/tags", body("name", "v1", "commitId", head))
                .is(200)
                .text())
        .isEqualTo("{}");
    JsonNode content = ok(c1.get(commits + "/" + reference));
    assertThat(content.path("commit").path("id").asString()).isEqualTo(head);
    assertThat(content.path("files").path("main.ts").asString()).isEqualTo(base64("first"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"refs%2Ftags%2Fnone", "refs%2Fheads%2Fmain", "v1", "..%2F..%2F..%2Fupdate", "%2F"})
  void whatIsNoReferenceIsNotFound(String reference) {
    Answer answer = c1.get(commits + "/" + reference);
    assertThat(answer.status()).as("%s", answer).isIn(400, 404);
    assertThat(answer.number("code")).isIn(3L, 5L);
  }

  @Test
  void encodedSlashesPassOnNoOtherPath() throws IOException {
    for (String path :
        List.of(
            "/v1/functions/a%2Fb",
            "/api/v1/functions/a%2Fb",
            "/v3/functions/a%2Fb",
            "/health%2Flive",
            "/api/v1/functions/x%2Fcommits/../../metrics")) {
      try (Socket socket = new Socket("localhost", server.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + Place.KEY
                        + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).as(path).startsWith("HTTP/1.1 400");
      }
    }
  }

  @Test
  void tagsAreSetMovedAndListed() {
    String tags = "/api/v1/functions/" + id + "/tags";
    String first = function.path("head").asString();
    String second =
        ok(c1.update(body("id", id), null, "content", Map.of("main.ts", base64("second"))))
            .path("commit")
            .path("id")
            .asString();
    assertThat(c1.get(tags).is(200).text()).isEqualTo("{\"tags\":{}}");

    c1.post(tags, body("name", "live", "commitId", first)).is(200);
    c1.post(tags, body("name", "refs/tags/next", "commit_id", second)).is(200);
    JsonNode listed = ok(c1.get(tags)).path("tags");
    assertThat(listed.path("live").path("id").asString()).isEqualTo(first);
    assertThat(listed.path("next").path("id").asString()).isEqualTo(second);
    assertThat(listed.path("live").path("message").asString()).isEqualTo("first");

    c1.post(tags, body("name", "live", "commitId", second)).is(200);
    assertThat(ok(c1.get(tags)).path("tags").path("live").path("id").asString()).isEqualTo(second);

    isError(c1.post(tags, body("name", "x", "commitId", UUID.randomUUID().toString())), 404, 5);
    isError(c1.post(tags, body("commitId", first)), 400, 3);
    isError(c1.post(tags, body("name", "x")), 400, 3);
    isError(c1.post(tags, body("name", "$latest", "commitId", first)), 400, 3);
    isError(c1.post(tags, body("name", "a".repeat(200), "commitId", first)), 400, 3);
  }

  @Test
  void aLockFileIsThereWhereOneWasUploaded() {
    assertThat(c1.get(commits + "/HEAD/lockfile").is(200).text())
        .isEqualTo("{\"exists\":false,\"content\":\"\"}");
    c1.update(body("id", id), null, "content", Map.of("deno.lock", base64("{}"))).is(200);
    JsonNode lock = ok(c1.get(commits + "/HEAD/lockfile"));
    assertThat(lock.path("exists").asBoolean()).isTrue();
    assertThat(lock.path("content").asString()).isEqualTo(base64("{}"));
  }
}
