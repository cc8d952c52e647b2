package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The life of a function over HTTP, as its users live it. */
class WalkTest {
  private static final String FUNCTIONS = "/v1/functions";

  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aFunctionLivesFromItsCreationToItsReturnFromTheDead(Store store) {
    NativeClient client = SERVERS.on(store).client();

    Answer created =
        client
            .call("POST", FUNCTIONS)
            .header("Prefer", "wait=30")
            .json(
                Map.of(
                    "name",
                    "resize",
                    "description",
                    "Makes images smaller",
                    "labels",
                    Map.of("team", "media"),
                    "code",
                    code("index.js", "export const scale = 1;\nexport default scale;\n")))
            .answer()
            .is(200);
    JsonNode operation = created.json();
    assertThat(created.header("Location"))
        .isEqualTo("/v1/operations/" + operation.path("id").asString());
    assertThat(operation.path("type").asString()).isEqualTo("FunctionCreated");
    assertThat(operation.path("creator").asString()).isEqualTo("key:root");
    assertThat(client.get(created.header("Location")).is(200).json()).isEqualTo(operation);
    String id = operation.path("metadata").path("functionId").asString();

    Answer read = client.get(FUNCTIONS + "/resize").is(200);
    assertThat(read.text("id")).isEqualTo(id);
    assertThat(read.text("namespace")).isEqualTo("default");
    assertThat(read.text("labels.team")).isEqualTo("media");
    assertThat(read.number("version")).isEqualTo(1);
    assertThat(read.header("ETag")).isEqualTo('"' + read.text("etag") + '"');
    assertThat(read.text("createTime"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(read.json()).isEqualTo(operation.path("response"));
    String firstRevision = read.text("head");

    JsonNode patched =
        client.visible(
            client
                .call("PATCH", FUNCTIONS + "/resize")
                .header("If-Match", read.header("ETag"))
                .json(
                    Map.of(
                        "displayName",
                        "Resize",
                        "labels",
                        Map.of("team", "media", "env", "prod"),
                        "code",
                        code("index.js", "export const scale = 2;\nexport default scale;\n"))));
    assertThat(patched.path("type").asString()).isEqualTo("FunctionUpdated");
    assertThat(patched.path("metadata").path("version").asLong()).isEqualTo(2);
    String secondRevision = patched.path("response").path("head").asString();
    assertThat(secondRevision).isNotEqualTo(firstRevision);
    assertThat(client.get(FUNCTIONS + "/resize/revisions/2/files/index.js").is(200).text())
        .contains("scale = 2");

    List<JsonNode> versions = client.all(FUNCTIONS + "/resize/versions", "versions", 10);
    assertThat(versions)
        .extracting(v -> v.path("version").asLong())
        .containsExactlyInAnyOrder(2L, 1L);
    JsonNode second = client.get(FUNCTIONS + "/resize/versions/2").is(200).json();
    assertThat(second.path("changed").values())
        .extracting(JsonNode::asString)
        .contains("displayName", "labels", "code")
        .doesNotContain("name", "description");
    assertThat(second.path("dialect").asString()).isEqualTo("native");
    assertThat(second.path("principal").asString()).isEqualTo("key:root");

    Answer diff = client.get(FUNCTIONS + "/resize/versions/1:diff?with=2").is(200);
    assertThat(diff.json().path("fields").values())
        .extracting(change -> change.path("path").asString())
        .contains("displayName", "labels.env");
    assertThat(diff.json().path("files").path(0).path("patch").asString())
        .contains("-export const scale = 1;", "+export const scale = 2;", " export default scale;");

    JsonNode reverted =
        client.visible(
            client.call("POST", FUNCTIONS + "/resize:revert").json(Map.of("version", 1)));
    assertThat(reverted.path("metadata").path("version").asLong()).isEqualTo(3);
    assertThat(reverted.path("response").path("head").asString()).isEqualTo(firstRevision);
    assertThat(reverted.path("response").path("displayName").asString()).isEmpty();
    assertThat(client.get(FUNCTIONS + "/resize/versions/3").number("restored")).isEqualTo(1);

    client.visible(
        client
            .call("PUT", FUNCTIONS + "/resize/aliases/live")
            .json(Map.of("revision", firstRevision)));
    client.visible(
        client
            .call("PUT", FUNCTIONS + "/resize/aliases/live")
            .json(Map.of("revision", secondRevision)));
    Answer withAlias = client.get(FUNCTIONS + "/resize").is(200);
    assertThat(withAlias.text("aliases.live")).isEqualTo(secondRevision);
    assertThat(withAlias.number("version")).as("an alias makes no version").isEqualTo(3);
    assertThat(client.all(FUNCTIONS + "/resize/aliases/live/history", "aliases", 10))
        .extracting(alias -> alias.path("revisionId").asString())
        .containsExactlyInAnyOrder(firstRevision, secondRevision);

    assertThat(client.get(FUNCTIONS + "/resize?version=2").is(200).text("displayName"))
        .isEqualTo("Resize");
    assertThat(
            client
                .get(FUNCTIONS + "/resize?asOf=" + read.text("updateTime"))
                .is(200)
                .number("version"))
        .isEqualTo(1);
    assertThat(client.get(FUNCTIONS + "/resize?asOf=2001-01-01T00:00:00Z").status()).isEqualTo(404);

    client.visible(client.call("DELETE", FUNCTIONS + "/resize"));
    client.get(FUNCTIONS + "/resize").is(404);
    client.get(FUNCTIONS + "/" + id).is(404);
    assertThat(client.get(FUNCTIONS + "/" + id + "?showDeleted=true").is(200).text("deleteTime"))
        .isNotEmpty();
    client.get(FUNCTIONS + "/" + id + "/versions/1").is(200);
    assertThat(client.patch(FUNCTIONS + "/" + id, Map.of("description", "x")).status())
        .isBetween(400, 404);

    client.visible(client.call("POST", FUNCTIONS + "/" + id + ":undelete"));
    Answer back = client.get(FUNCTIONS + "/resize").is(200);
    assertThat(back.json().has("deleteTime")).isFalse();
    assertThat(back.number("version")).isEqualTo(3);

    assertThat(client.all("/v1/operations?function=" + id, "operations", 3))
        .extracting(o -> o.path("type").asString())
        .containsExactly(
            "FunctionUndeleted",
            "FunctionDeleted",
            "AliasSet",
            "AliasSet",
            "FunctionUpdated",
            "FunctionUpdated",
            "FunctionCreated");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aPendingOperationIsFoundAtOnce(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String path = FUNCTIONS + "/" + client.create(Map.of("name", "pending")).path("id").asString();

    for (int i = 0; i < 50; i++) {
      Answer accepted =
          client
              .call("PATCH", path)
              .header("Prefer", "respond-async")
              .json(Map.of("description", "d" + i))
              .answer()
              .ok();
      client.get("/v1/operations/" + accepted.text("id")).is(200);
      assertThat(client.await(accepted.text("id")).path("response").path("description").asString())
          .isEqualTo("d" + i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void everyCharacterOfUnicodeComesBackAsItWent(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String text =
        "Größe, Привет, 日本語, العربية, 𝔘𝔫𝔦, 👩‍👩‍👧‍👦, \u0001\u001f \u2028\u2029 \" \\ \uFEFF e\u0301";
    Map<String, ?> body =
        Map.of(
            "name",
            "unicode",
            "displayName",
            text,
            "description",
            text,
            "labels",
            Map.of("schlüssel 🗝", text),
            "tags",
            List.of(text),
            "config",
            Map.of(text, List.of(text, 1, true)),
            "code",
            Map.of("files", Map.of("späti/日本.js", Map.of("text", text))));

    client.create(body);

    JsonNode read = client.get(FUNCTIONS + "/unicode").is(200).json();
    assertThat(read.path("displayName").asString()).isEqualTo(text);
    assertThat(read.path("description").asString()).isEqualTo(text);
    assertThat(read.path("labels").path("schlüssel 🗝").asString()).isEqualTo(text);
    assertThat(read.path("tags").path(0).asString()).isEqualTo(text);
    assertThat(read.path("config").path(text).path(0).asString()).isEqualTo(text);
    String file = NativeClient.encoded("späti") + "/" + NativeClient.encoded("日本.js");
    assertThat(client.get(FUNCTIONS + "/unicode/revisions/1/files/" + file).is(200).text())
        .isEqualTo(text);
    String filter =
        NativeClient.encoded("displayName = " + NativeClient.JSON.writeValueAsString("Größe*"));
    assertThat(client.all(FUNCTIONS + "?filter=" + filter, "functions", 10)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void numbersAndBytesKeepEveryDigit(Store store) {
    NativeClient client = SERVERS.on(store).client();
    byte[] bytes = new byte[3 * 1024 * 1024 + 1];
    new java.util.Random(1).nextBytes(bytes);
    String config =
        "{\"a\":123456789012345678901234567890,\"b\":0.1,\"c\":1.10,\"d\":9007199254740993,\"e\":null,"
            + "\"f\":[],\"g\":{}}";

    client.create(
        Map.of(
            "name",
            "exact",
            "config",
            NativeClient.JSON.readTree(config),
            "code",
            Map.of(
                "files",
                Map.of("blob.bin", Map.of("base64", Base64.getEncoder().encodeToString(bytes))))));

    Answer read = client.get(FUNCTIONS + "/exact").is(200);
    assertThat(read.text())
        .contains(
            "123456789012345678901234567890", "9007199254740993", "0.1", "\"f\":[]", "\"g\":{}");
    assertThat(client.get(FUNCTIONS + "/exact/revisions/1/files/blob.bin").is(200).body())
        .isEqualTo(bytes);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void listsCanBeWalkedPageByPageInAnyOrder(Store store) {
    NativeClient client = SERVERS.on(store).client();
    List<String> names = IntStream.range(0, 25).mapToObj(i -> "paged-%02d".formatted(i)).toList();
    names.forEach(name -> client.create(Map.of("name", name, "labels", Map.of("set", "paged"))));
    String list = FUNCTIONS + "?filter=" + NativeClient.encoded("labels.set = \"paged\"");

    assertThat(names(client, list, 7)).containsExactlyElementsOf(names);
    assertThat(names(client, list + "&orderBy=" + NativeClient.encoded("name desc"), 4))
        .containsExactlyElementsOf(reversed(names));
    assertThat(names(client, list, 25)).containsExactlyElementsOf(names);
    assertThat(client.get(list + "&pageSize=25").json().has("nextPageToken")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void whatWasReadCanBeWrittenBack(Store store) {
    NativeClient client = SERVERS.on(store).client();
    client.create(
        Map.of("name", "roundtrip", "tags", List.of("a"), "config", Map.of("memory", 128)));
    JsonNode read = client.get(FUNCTIONS + "/roundtrip").is(200).json();

    JsonNode operation = client.visible(client.call("PATCH", FUNCTIONS + "/roundtrip").json(read));

    JsonNode after = operation.path("response");
    assertThat(after.path("version").asLong()).as("a re-submission is a version").isEqualTo(2);
    for (String field : List.of("name", "tags", "config", "labels", "description", "status")) {
      assertThat(after.path(field)).as(field).isEqualTo(read.path(field));
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aMaskSaysWhatIsWrittenAndWhatIsReset(Store store) {
    NativeClient client = SERVERS.on(store).client();
    client.create(
        Map.of("name", "masked", "description", "old", "displayName", "Old", "tags", List.of("x")));

    JsonNode after =
        client
            .visible(
                client
                    .call("PATCH", FUNCTIONS + "/masked?updateMask=description,tags")
                    .json(Map.of("description", "new", "displayName", "not in the mask")))
            .path("response");

    assertThat(after.path("description").asString()).isEqualTo("new");
    assertThat(after.path("displayName").asString()).isEqualTo("Old");
    assertThat(after.path("tags").size()).as("masked but absent is reset").isZero();
  }

  private static Map<String, ?> code(String path, String text) {
    return Map.of(
        "files", Map.of(path, Map.of("text", text)), "runtime", "nodejs", "entrypoint", path);
  }

  private static List<String> names(NativeClient client, String list, int pageSize) {
    return client.all(list, "functions", pageSize).stream()
        .map(function -> function.path("name").asString())
        .toList();
  }

  private static List<String> reversed(List<String> names) {
    List<String> reversed = new ArrayList<>(names);
    java.util.Collections.reverse(reversed);
    return reversed;
  }
}
