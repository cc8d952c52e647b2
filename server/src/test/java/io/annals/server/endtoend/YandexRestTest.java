package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The Yandex dialect over REST, by plain HTTP, against a running registry. */
class YandexRestTest extends YandexRestCase {
  private static final String TYPES = "type.googleapis.com/yandex.cloud.serverless.functions.v1.";

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
