package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.InsforgeClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The secrets of the InsForge dialect, on both stores. */
class InsforgeSecretTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String SECRETS = "/api/secrets";

  private static InsforgeClient client(Store store) {
    return InsforgeClient.stranger(SERVERS.on(store).port()).with("x-api-key", Place.KEY);
  }

  private static InsforgeClient client() {
    return client(Store.SQLITE);
  }

  private static Answer create(String key, String value, String more) {
    return client()
        .post(SECRETS, "{\"key\": \"%s\", \"value\": \"%s\"%s}".formatted(key, value, more));
  }

  private static JsonNode entry(String key) {
    for (JsonNode secret : client().get(SECRETS).is(200).json().get("secrets")) {
      if (secret.get("key").asString().equals(key)) {
        return secret;
      }
    }
    throw new AssertionError("no " + key);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.EnumSource(Store.class)
  void aSecretLivesAndComesBackWithItsId(Store store) {
    InsforgeClient client = client(store);
    Answer created = client.post(SECRETS, "{\"key\": \"LIFE\", \"value\": \"größe 🙂\"}").is(201);
    assertThat(created.members("")).containsExactly("success", "message", "id");
    assertThat(created.at("/message")).isEqualTo("Secret LIFE has been created successfully");
    assertThat(client.get(SECRETS + "/LIFE").is(200).body())
        .isEqualTo("{\"key\":\"LIFE\",\"value\":\"größe 🙂\"}");
    assertThat(client.put(SECRETS + "/LIFE", "{\"value\": \"2\"}").is(200).body())
        .isEqualTo("{\"success\":true,\"message\":\"Secret LIFE has been updated successfully\"}");
    assertThat(client.get(SECRETS + "/LIFE").is(200).at("/value")).isEqualTo("2");
    for (int i = 0; i < 2; i++) {
      assertThat(client.delete(SECRETS + "/LIFE").is(200).at("/message"))
          .isEqualTo("Secret LIFE has been deleted successfully");
    }
    client.get(SECRETS + "/LIFE").is(404);
    assertThat(client.get(SECRETS).json().at("/secrets/0/isActive").booleanValue()).isFalse();
    assertThat(client.post(SECRETS, "{\"key\": \"LIFE\", \"value\": \"3\"}").is(201).at("/id"))
        .isEqualTo(created.at("/id"));
    assertThat(client.get(SECRETS + "/LIFE").is(200).at("/value")).isEqualTo("3");
  }

  @Test
  void theListShowsTheNewestFirstAndNoValues() {
    create("OLDER", "a value to hide", "").is(201);
    create("NEWER", "a value to hide", ", \"expiresAt\": \"2999-01-01T00:00:00Z\"").is(201);
    Answer list = client().get(SECRETS).is(200);
    assertThat(list.members("/secrets/0"))
        .containsExactly(
            "id",
            "key",
            "isActive",
            "isReserved",
            "lastUsedAt",
            "expiresAt",
            "createdAt",
            "updatedAt",
            "is_active",
            "is_reserved",
            "last_used_at",
            "expires_at",
            "created_at",
            "updated_at");
    assertThat(List.of(list.at("/secrets/0/key"), list.at("/secrets/1/key")))
        .containsExactly("NEWER", "OLDER");
    assertThat(list.at("/secrets/0/expiresAt")).isEqualTo("2999-01-01T00:00:00.000Z");
    assertThat(list.body()).doesNotContain("a value to hide");
    assertThat(entry("OLDER").get("lastUsedAt").isNull()).isTrue();
    client().get(SECRETS + "/OLDER").is(200);
    assertThat(Instant.parse(entry("OLDER").get("lastUsedAt").asString()))
        .isAfterOrEqualTo(Instant.parse(entry("OLDER").get("createdAt").asString()));
    assertThat(entry("OLDER").get("updatedAt")).isEqualTo(entry("OLDER").get("createdAt"));
    client().put(SECRETS + "/NEWER", "{\"expiresAt\": null}").is(200);
    assertThat(entry("NEWER").get("expiresAt").isNull()).isTrue();
  }

  @Test
  void whatHasEndedOrIsNotActiveIsNotRead() {
    create("ENDED", "1", ", \"expiresAt\": \"2001-01-01T00:00:00Z\"").is(201);
    client().get(SECRETS + "/ENDED").is(404);
    create("PAUSED", "1", "").is(201);
    client().put(SECRETS + "/PAUSED", "{\"isActive\": false}").is(200);
    Answer answer = client().get(SECRETS + "/PAUSED").is(404);
    assertThat(answer.at("/error")).isEqualTo("Secret not found: PAUSED");
    assertThat(answer.at("/code")).isEqualTo("SECRET_NOT_FOUND");
    client().put(SECRETS + "/PAUSED", "{\"isActive\": true}").is(200);
    client().get(SECRETS + "/PAUSED").is(200);
  }

  @Test
  void aReservedSecretStaysAsItIs() {
    create("RESERVED", "1", ", \"isReserved\": true").is(201);
    Answer update = client().put(SECRETS + "/RESERVED", "{\"value\": \"2\"}").is(403);
    assertThat(update.at("/error")).isEqualTo("Cannot update reserved secret: RESERVED");
    assertThat(update.at("/code")).isEqualTo("FORBIDDEN");
    assertThat(client().delete(SECRETS + "/RESERVED").is(403).at("/error"))
        .isEqualTo("Cannot delete reserved secret: RESERVED");
    assertThat(client().get(SECRETS + "/RESERVED").is(200).at("/value")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST | ``      | {}                                   | 400 | INVALID_INPUT    | Both key and value are required
          POST | ``      | {"key": "A", "value": ""}            | 400 | INVALID_INPUT    | Both key and value are required
          POST | ``      | {"key": "a", "value": "1"}           | 400 | INVALID_INPUT    | Invalid key format
          POST | ``      | {"key": "A", "value": 1}             | 400 | INVALID_INPUT    | value: Must be a string
          POST | ``      | {"key":"A","value":"1","expiresAt":"soon"} | 400 | INVALID_INPUT | expiresAt: Must be a time
          POST | ``      | []                                   | 400 | INVALID_INPUT    | Expected object
          PUT  | /ABSENT | {"value": "1"}                       | 404 | SECRET_NOT_FOUND | Secret not found: ABSENT
          PUT  | /ABSENT | {}                                   | 400 | INVALID_INPUT    | Failed to update secret: ABSENT
          PUT  | /ABSENT | {"isActive": "no"}                   | 400 | INVALID_INPUT    | isActive: Must be true or false
          DELETE | /ABSENT | ``                                 | 404 | SECRET_NOT_FOUND | Secret not found: ABSENT
          POST | /api-key/rotate | {}                           | 501 | NOT_IMPLEMENTED  | This registry
          """)
  void whatIsWrongIsSaid(
      String method, String path, String body, int status, String code, String text) {
    Answer refused = client().send(method, SECRETS + path, body).is(status);
    assertThat(refused.at("/code")).isEqualTo(code);
    assertThat(refused.at("/error")).startsWith(text).isEqualTo(refused.at("/message"));
  }

  @Test
  void anActiveSecretIsNotReplaced() {
    create("ONCE", "1", "").is(201);
    Answer refused = create("ONCE", "2", "").is(409);
    assertThat(refused.at("/code")).isEqualTo("SECRET_ALREADY_EXISTS");
    assertThat(refused.at("/error")).isEqualTo("Secret already exists: ONCE");
    InsforgeClient.stranger(SERVERS.on(Store.SQLITE).port()).get(SECRETS + "/ONCE").is(401);
  }

  @Test
  void noFileHoldsAValueInClear() throws IOException {
    create("HIDDEN", "the-value-that-no-file-holds", "").is(201);
    client().get(SECRETS + "/HIDDEN").is(200);
    boolean found = false;
    try (Stream<Path> files = Files.walk(SERVERS.on(Store.SQLITE).place().data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content).as(file.toString()).doesNotContain("the-value-that-no-file-holds");
        found |= content.contains("\"HIDDEN\"");
      }
    }
    assertThat(found).as("its events are in a file").isTrue();
  }

  @Test
  void secretsAreRememberedOverARestart() {
    try (Place place = Place.fresh(Store.SQLITE)) {
      try (RunningServer server = RunningServer.at(place)) {
        InsforgeClient.stranger(server.port())
            .with("x-api-key", Place.KEY)
            .post(SECRETS, "{\"key\": \"KEPT\", \"value\": \"1\"}")
            .is(201);
      }
      try (RunningServer server = RunningServer.at(place)) {
        InsforgeClient client = InsforgeClient.stranger(server.port()).with("x-api-key", Place.KEY);
        assertThat(client.get(SECRETS).at("/secrets/0/key")).isEqualTo("KEPT");
        assertThat(client.get(SECRETS + "/KEPT").is(200).at("/value")).isEqualTo("1");
        // The views have passed the events by and go on.
        client.post("/api/functions", "{\"name\": \"n\", \"code\": \"1\"}").is(201);
        client.get("/api/functions/n").is(200);
      }
    }
  }
}
