package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What bodies over REST mean, and what is said of those that mean nothing. */
class YandexRestErrorsTest extends YandexRestCase {
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
}
