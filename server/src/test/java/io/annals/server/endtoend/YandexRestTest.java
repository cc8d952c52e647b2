package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Yandex dialect over REST, by plain HTTP, against a running registry. */
class YandexRestTest {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  private static final String TYPES = "type.googleapis.com/yandex.cloud.serverless.functions.v1.";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String folder = "folder-" + UUID.randomUUID();

  private record Answer(int status, HttpResponse<String> response) {
    JsonNode json() {
      return JSON.readTree(response.body());
    }

    Answer is(int expected) {
      assertThat(status).as(response.body()).isEqualTo(expected);
      return this;
    }
  }

  private static Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + SERVERS.on(Store.SQLITE).port() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + Place.KEY);
    if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode done(Answer answer) {
    JsonNode begun = answer.is(200).json();
    return begun.get("done").booleanValue()
        ? begun
        : org.awaitility.Awaitility.await("done")
            .pollInterval(java.time.Duration.ofMillis(20))
            .until(
                () -> send("GET", "/operations/" + begun.get("id").asString(), "").is(200).json(),
                operation -> operation.get("done").booleanValue());
  }

  private JsonNode create(String name) {
    String body =
        """
        {"folderId": "%s", "name": "%s", "description": "first", "labels": {"env": "prod"}}"""
            .formatted(folder, name);
    return done(send("POST", "/functions/v1/functions", body)).get("response");
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }

  @Test
  void theSeedsUpdateAnswersWithTheSeedsOperation() {
    JsonNode function = create("before");
    String path = "/functions/v1/functions/" + function.get("id").asString();

    JsonNode operation =
        done(
            send(
                "PATCH",
                path,
                """
                {
                  "updateMask": "name,description,labels",
                  "name": "after",
                  "description": "Ünïcode 🙂",
                  "labels": {"team": "web"}
                }"""));

    assertThat(names(operation))
        .containsExactly(
            "id",
            "description",
            "createdAt",
            "createdBy",
            "modifiedAt",
            "done",
            "metadata",
            "response");
    assertThat(operation.get("metadata").toString())
        .isEqualTo(
            "{\"@type\":\"%sUpdateFunctionMetadata\",\"functionId\":\"%s\"}"
                .formatted(TYPES, function.get("id").asString()));
    JsonNode response = operation.get("response");
    assertThat(names(response))
        .containsExactly(
            "@type",
            "id",
            "folderId",
            "createdAt",
            "name",
            "description",
            "labels",
            "httpInvokeUrl",
            "status");
    assertThat(response.get("name").asString()).isEqualTo("after");
    assertThat(response.get("description").asString()).isEqualTo("Ünïcode 🙂");
    assertThat(response.get("labels").toString()).isEqualTo("{\"team\":\"web\"}");
    assertThat(response.get("createdAt").asString()).endsWith("Z");

    JsonNode read = send("GET", path, "").is(200).json();
    assertThat(read.get("labels")).isEqualTo(response.get("labels"));
    assertThat(send("GET", "/operations/" + operation.get("id").asString(), "").is(200).json())
        .isEqualTo(operation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "other"}                                            | ''                       | other- --
          {"name": "other", "updateMask": ""}                          | ''                       | other- --
          {"name": "other", "updateMask": null}                        | ''                       | other- --
          {"updateMask": "description", "name": "other"}               | ''                       | mask-
          {"update_mask": "description,name", "name": "other"}         | ''                       | other-
          {"updateMask": ",description,,"}                             | ''                       | mask-
          {"description": "x"}                                         | ?updateMask=description  | mask-x
          {"description": "x"}                                         | ?update_mask=description | mask-x
          """)
  void theMaskOfABodySaysWhatIsWritten(String body, String query, String expected) {
    String id = create("mask").get("id").asString();
    done(send("PATCH", "/functions/v1/functions/" + id + query, body));
    JsonNode after = send("GET", "/functions/v1/functions/" + id, "").json();
    String labels = after.has("labels") ? "" : " --";
    assertThat(
            after.path("name").asString("") + "-" + after.path("description").asString("") + labels)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"updateMask": {"paths": ["name"]}} | ''
          {"updateMask": "labels.env"}        | ''
          {"updateMask": "*"}                 | ''
          {"updateMask": "folderId"}          | ''
          {"labels": "env=prod"}              | ''
          {"nmae": "x"}                       | ''
          {"name": 7, "labels": []}           | ''
          [1]                                 | ''
          {"name": "x                         | ''
          {"name": "abc"} x                   | ''
          {"name": "abc"}{"name": "abd"}      | ''
          {}                                  | ?name=abc
          """)
  void aBodyThatCannotBeMeantIsRefused(String body, String query) {
    JsonNode before = create("before");
    String path = "/functions/v1/functions/" + before.get("id").asString();
    JsonNode status = send("PATCH", path + query, body).is(400).json();
    assertThat(status.get("code").asInt()).isEqualTo(3);
    assertThat(send("GET", path, "").json().get("name").asString()).isEqualTo("before");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"content": "", "versionId": "v"}   | version_id
          {"nmae": "x"}                       | nmae
          {"tag": ["$latest"]}                | package_source function_id runtime entrypoint resources tag[0]
          """)
  void aBodyThatBreaksARuleNamesTheField(String body, String fields) {
    JsonNode status = send("POST", "/functions/v1/versions", body).is(400).json();
    assertThat(status.at("/details/0/fieldViolations").valueStream().map(v -> v.get("field")))
        .extracting(JsonNode::asString)
        .containsExactly(fields.split(" "));
  }

  @Test
  void aBodyThatCannotBeReadIsSaidWithoutTheInnerLife() {
    String path = "/functions/v1/functions/" + create("inner").get("id").asString();
    for (String body : List.of("{\"name\": \"x", "[".repeat(10_000), "{\"name\" 1}")) {
      String message = send("PATCH", path, body).is(400).json().get("message").asString();
      assertThat(message)
          .startsWith("The request cannot be read")
          .doesNotContain("Exception", "gson")
          .hasSizeLessThan(400);
    }
  }

  @Test
  void aViolationHasTheNameThatTheFieldHasHere() {
    JsonNode function = create("named");
    JsonNode version =
        done(send(
                "POST",
                "/functions/v1/versions",
                """
                    {"functionId": "%s", "runtime": "r", "entrypoint": "e", "content": "AAAA",
                     "resources": {"memory": 134217728}, "logOptions": {"minLevel": "ERROR"}}"""
                    .formatted(function.get("id").asString())))
            .get("response");
    assertThat(version.at("/logOptions/folderId").asString()).isEqualTo(folder);
    assertThat(version.at("/logOptions/minLevel").asString()).isEqualTo("ERROR");
    String verbs = "/functions/v1/versions/" + version.get("id").asString();
    JsonNode status =
        send("POST", verbs + ":setTag", "{\"tag\": \"" + "a".repeat(129) + "\"}").is(400).json();
    assertThat(status.get("message").asString()).startsWith("tag: ");
    assertThat(status.at("/details/0/fieldViolations/0/field").asString()).isEqualTo("tag");
  }

  @Test
  void aFormIsRefusedForItWouldResetEverything() {
    String path = "/functions/v1/functions/" + create("formed").get("id").asString();
    JsonNode status =
        send("PATCH", path, "name=x", "Content-Type", "application/x-www-form-urlencoded")
            .is(400)
            .json();
    assertThat(status.get("code").asInt()).isEqualTo(3);
    assertThat(send("GET", path, "").json().get("name").asString()).isEqualTo("formed");
  }

  @Test
  void anErrorIsABareStatusThatEndsWithTheRequest() {
    Answer answer =
        send("GET", "/functions/v1/functions/d4e0", "", "x-client-request-id", "my-request")
            .is(404);

    assertThat(answer.json().toString())
        .isEqualTo(
            "{\"code\":5,\"message\":\"There is no function 'd4e0'.\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RequestInfo\",\"requestId\":\"my-request\"}]}");
    assertThat(answer.response().headers().allValues("x-request-id")).containsExactly("my-request");
    JsonNode refused = send("POST", "/functions/v1/functions", "{\"name\": \"X\"}").is(400).json();
    assertThat(refused.at("/details/0/fieldViolations/0/field").asString()).isEqualTo("folder_id");
    assertThat(refused.at("/details/1/requestId").asString()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/functions/v1/functions?folderId=x", "/operations/x", "/functions/v1/what"})
  void withoutAKeyTheStatusIsUnauthenticated(String path) {
    JsonNode status = send("GET", path, "", "Authorization", "Bearer wrong").is(401).json();
    assertThat(status.get("code").asInt()).isEqualTo(16);
    assertThat(status.at("/details/0/requestId").asString()).isNotEmpty();
  }

  @Test
  void theEndpointsTellTheirPortWithoutAKey() {
    Answer answer = send("GET", "/endpoints", "", "Authorization", "none").is(200);
    assertThat(answer.json().at("/endpoints/0/address").asString())
        .isEqualTo("localhost:" + SERVERS.on(Store.SQLITE).grpcPort());
    assertThat(
            send("GET", "/endpoints/serverless-functions", "").is(200).json().get("id").asString())
        .isEqualTo("serverless-functions");
    send("GET", "/endpoints/compute", "").is(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /functions/v1/networks/used,            501, 12",
    "POST,   /functions/v1/networks:triggerUsedCleanup, 501, 12",
    "GET,    /triggers/v1/triggers,                  501, 12",
    "POST,   /triggers/v1/triggers/x:pause,          501, 12",
    "GET,    /functions/v1/nothing,                  404, 5",
    "PUT,    /functions/v1/functions/x,              404, 5",
    "GET,    /operations,                            404, 5",
    "GET,    /operations/op-unknown,                 404, 5",
    "GET,    /functions/v1/functions,                400, 3",
    "GET,    /functions/v1/functions?folderId=f&pageSize=many, 400, 3",
    "GET,    /functions/v1/functions?folderId=f&sort=name, 400, 3",
    "GET,    /functions/v1/functions?folderId=%zz,   400, 3",
    "GET,    /functions/v1/versions,                 400, 3",
    "GET,    /functions/v1/versions/x,               404, 5",
    "DELETE, /functions/v1/functions/x,              404, 5",
  })
  void everyPathIsAnsweredInTheDialectsWords(String method, String path, int http, int code) {
    String encoded = path.replace("%zz", URLEncoder.encode("\u0000", StandardCharsets.UTF_8));
    JsonNode status = send(method, encoded, "").json();
    if (!path.contains("%zz")) {
      send(method, encoded, "").is(http);
      assertThat(status.get("code").asInt()).isEqualTo(code);
    }
  }

  @Test
  void listsAreFilteredAndPagedByQuery() {
    create("one");
    create("two");
    String list = "/functions/v1/functions?folderId=" + folder;
    assertThat(send("GET", list, "").json().get("functions")).hasSize(2);
    assertThat(
            send("GET", list + "&filter=name%3D%22two%22", "")
                .json()
                .at("/functions/0/name")
                .asString())
        .isEqualTo("two");
    JsonNode page = send("GET", list + "&page_size=1", "").json();
    assertThat(
            send("GET", list + "&pageSize=1&pageToken=" + page.get("nextPageToken").asString(), "")
                .json()
                .at("/functions/0/name")
                .asString())
        .isEqualTo("two");
    assertThat(
            send("GET", "/functions/v1/functions?folderId=nobody-was-here", "")
                .is(200)
                .json()
                .toString())
        .isEqualTo("{}");
  }

  @Test
  void versionsTagsAndPoliciesAreAtTheDocumentedPaths() {
    String id = create("versions").get("id").asString();
    String content = Base64.getEncoder().encodeToString(new byte[] {80, 75, 3, 4, -1});
    JsonNode operation =
        done(
            send(
                "POST",
                "/functions/v1/versions",
                """
                {"functionId": "%s", "runtime": "nodejs22", "entrypoint": "index.handler",
                 "resources": {"memory": "134217728"}, "executionTimeout": "5s",
                 "content": "%s", "tag": ["prod"], "environment": {"A": "b"}}"""
                    .formatted(id, content)));
    JsonNode version = operation.get("response");
    String versionId = version.get("id").asString();
    assertThat(operation.at("/metadata/functionVersionId").asString()).isEqualTo(versionId);
    assertThat(version.get("imageSize").asString()).isEqualTo("5");
    assertThat(version.toString()).doesNotContain(content).contains("\"executionTimeout\":\"5s\"");
    assertThat(send("GET", "/functions/v1/versions/" + versionId, "").is(200).json().get("tags"))
        .hasSize(2);
    assertThat(
            send("GET", "/functions/v1/versions:byTag?functionId=" + id + "&tag=%24latest", "")
                .is(200)
                .json()
                .get("id")
                .asString())
        .isEqualTo(versionId);
    assertThat(send("GET", "/functions/v1/versions?functionId=" + id, "").json().get("versions"))
        .hasSize(1);

    String verbs = "/functions/v1/versions/" + versionId;
    done(send("POST", verbs + ":setTag", "{\"tag\": \"blue\"}"));
    done(send("POST", verbs + ":removeTag", "{\"tag\": \"prod\"}"));
    send("POST", verbs + ":removeTag", "{\"tag\": \"$latest\"}").is(400);
    send("DELETE", verbs, "").is(400);
    JsonNode history =
        send("GET", "/functions/v1/functions/" + id + ":tagHistory", "")
            .json()
            .get("functionTagHistoryRecord");
    assertThat(history).hasSize(3);
    assertThat(
            send("GET", "/functions/v1/functions/" + id + "/operations", "")
                .json()
                .get("operations"))
        .hasSize(4);
    assertThat(send("GET", "/functions/v1/runtimes", "").json().get("runtimes")).isNotEmpty();

    String function = "/functions/v1/functions/" + id;
    done(
        send(
            "POST",
            function + ":setAccessBindings",
            """
            {"accessBindings": [{"roleId": "viewer", "subject": {"id": "a", "type": "system"}}]}"""));
    assertThat(send("GET", function + ":listAccessBindings", "").json().get("accessBindings"))
        .hasSize(1);
    done(
        send(
            "POST",
            function + ":updateAccessBindings",
            """
            {"accessBindingDeltas": [{"action": "REMOVE",
             "accessBinding": {"roleId": "viewer", "subject": {"id": "a", "type": "system"}}}]}"""));
    assertThat(send("GET", function + ":listAccessBindings", "").json().toString()).isEqualTo("{}");
    done(
        send(
            "POST",
            function + ":setScalingPolicy",
            "{\"tag\": \"blue\", \"zoneInstancesLimit\": 3}"));
    assertThat(
            send("GET", function + "/scalingPolicies", "")
                .json()
                .at("/scalingPolicies/0/zoneInstancesLimit")
                .asString())
        .isEqualTo("3");
    done(send("POST", function + ":removeScalingPolicy", "{\"tag\": \"blue\"}"));
    JsonNode deleted = done(send("DELETE", function, ""));
    assertThat(deleted.get("response").toString())
        .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Empty\"}");
  }

  @Test
  void cancelIsGetAndPost() {
    JsonNode operation =
        done(send("POST", "/functions/v1/functions", "{\"folderId\": \"" + folder + "\"}"));
    String cancel = "/operations/" + operation.get("id").asString() + ":cancel";
    assertThat(send("GET", cancel, "").is(200).json()).isEqualTo(operation);
    assertThat(send("POST", cancel, "").is(200).json()).isEqualTo(operation);
    assertThat(send("POST", cancel, "{}").is(200).json()).isEqualTo(operation);
  }

  @Test
  void theSameKeyAnswersWithTheFirstOperation() {
    String key = UUID.randomUUID().toString();
    String body = "{\"folderId\": \"" + folder + "\", \"name\": \"once\"}";
    JsonNode first = done(send("POST", "/functions/v1/functions", body, "Idempotency-Key", key));
    assertThat(done(send("POST", "/functions/v1/functions", body, "Idempotency-Key", key)))
        .isEqualTo(first);
  }

  @Test
  void fiftyMebibytesAreTakenAsBase64() {
    String id = create("large").get("id").asString();
    byte[] content = new byte[50 << 20];
    new java.util.Random(7).nextBytes(content);
    JsonNode operation =
        done(
            send(
                "POST",
                "/functions/v1/versions",
                """
                {"functionId": "%s", "runtime": "nodejs22", "entrypoint": "index.handler",
                 "resources": {"memory": 134217728}, "content": "%s"}"""
                    .formatted(id, Base64.getEncoder().encodeToString(content))));
    assertThat(operation.at("/response/imageSize").asString())
        .isEqualTo(String.valueOf(content.length));

    String more = Base64.getEncoder().encodeToString(new byte[content.length + 1]);
    assertThat(refusedContent(id, more).at("/details/0/fieldViolations/0/field").asString())
        .isEqualTo("content");
    assertThat(refusedContent(id, more + "A".repeat(8 << 20)).get("message").asString())
        .contains(String.valueOf(72 << 20));
  }

  private static JsonNode refusedContent(String functionId, String content) {
    String body =
        """
        {"functionId": "%s", "runtime": "r", "entrypoint": "e",
         "resources": {"memory": 134217728}, "content": "%s"}"""
            .formatted(functionId, content);
    JsonNode status = send("POST", "/functions/v1/versions", body).is(400).json();
    assertThat(status.get("code").asInt()).isEqualTo(3);
    return status;
  }
}
