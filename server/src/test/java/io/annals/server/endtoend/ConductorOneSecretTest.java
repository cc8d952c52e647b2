package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static io.annals.server.endtoend.ConductorOneClient.isError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.secret.SecretVault;
import io.annals.server.Server;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Store;
import io.annals.server.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Secrets of a function: what goes in, what comes out, and what is on the disk. */
class ConductorOneSecretTest {
  private static final String VALUE = "s3cret-value-that-must-not-leak";

  @RegisterExtension static final Servers SERVERS = new Servers();

  private final RunningServer server = SERVERS.on(Store.SQLITE);
  private final ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
  private final SecretVault vault = server.part(SecretVault.class);
  private final String id = c1.created().path("function").path("id").asString();

  private JsonNode write(Object mask, Map<String, ?> secret) {
    return c1.updated(body("id", id, "secret", secret), mask).path("secret");
  }

  /** The ciphertexts of the function's events, oldest first; empty where an event has none. */
  private List<JsonNode> sealed() throws Exception {
    return server
        .place()
        .events("SELECT payload FROM events WHERE aggregate_id = '" + id + "' ORDER BY sequence")
        .stream()
        .map(NativeClient.JSON::readTree)
        .map(event -> event.path("changes").path("secrets"))
        .toList();
  }

  @Test
  void keysComeBackWithEmptyValuesAndAnEmptyValueKeepsWhatIsThere() throws Exception {
    JsonNode secret = write("secret", Map.of("API_KEY", VALUE, "OTHER", "o"));
    assertThat(secret.path("API_KEY").asString("-")).isEmpty();
    assertThat(secret).hasSize(2);

    JsonNode whole = c1.function(id);
    assertThat(c1.updated(whole, null).path("secret")).as("written back").isEqualTo(secret);
    assertThat(write("secret", Map.of("API_KEY", ""))).hasSize(1);
    assertThat(write(null, Map.of())).as("an empty map without a mask is none").hasSize(1);

    List<JsonNode> events = sealed();
    assertThat(vault.decrypt(id, "API_KEY", events.get(1).path("API_KEY").asString()))
        .contains(VALUE);
    assertThat(events.get(2).path("API_KEY").isNull()).as("kept").isTrue();
    assertThat(events.get(3).has("OTHER")).isFalse();
    assertThat(write("secret", Map.of())).isEmpty();
    assertThat(write("secret", Map.of("NEW", ""))).as("an empty new one").hasSize(1);
  }

  @Test
  void otherApisShowTheKeysAndAValueNeverLeaves() {
    write("secret", Map.of("API_KEY", VALUE));
    NativeClient nativeApi = server.client();
    for (String path :
        List.of(
            "/v1/functions/" + id,
            "/v1/functions/" + id + "/versions",
            "/v1/functions/" + id + "?version=2",
            "/v1/functions",
            "/api/v1/functions/" + id)) {
      assertThat(nativeApi.get(path).is(200).text()).doesNotContain(VALUE);
    }
    JsonNode function = nativeApi.get("/v1/functions/" + id).json();
    assertThat(function.path("secrets").path(0).asString()).isEqualTo("API_KEY");
    assertThat(nativeApi.get("/v1/functions/" + id + "?version=1").json().path("secrets"))
        .isEmpty();
    nativeApi.patch("/v1/functions/" + id, Map.of("secrets", List.of(), "description", "x")).ok();
    assertThat(c1.function(id).path("secret")).as("read-only there").hasSize(1);
    nativeApi.patch("/v1/functions/" + id + "?updateMask=secrets", Map.of()).is(400);
  }

  @Test
  void noFileOfTheRegistryHoldsAValue() throws IOException {
    write("secret", Map.of("API_KEY", VALUE));
    byte[] wanted = VALUE.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(server.place().data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains(new String(wanted, StandardCharsets.ISO_8859_1)))
            .as(file.toString())
            .isFalse();
      }
    }
  }

  @Test
  void withTheKeyDestroyedEveryCopyInHistoryIsUnreadable() throws Exception {
    write("secret", Map.of("API_KEY", VALUE));
    write("secret", Map.of("API_KEY", "second"));
    List<JsonNode> events = sealed();

    assertThat(vault.destroy(id)).isTrue();

    for (JsonNode event : events.subList(1, 3)) {
      assertThat(vault.decrypt(id, "API_KEY", event.path("API_KEY").asString())).isEmpty();
    }
  }

  @Test
  void secretsAreBounded() {
    isError(c1.update(body("id", id, "secret", Map.of("K", "x".repeat(40_000))), "secret"), 400, 3);
    isError(c1.update(body("id", id, "secret", Map.of("", "x")), "secret"), 400, 3);
    isError(c1.update(body("id", id, "secret", Map.of("K", 7)), "secret"), 400, 3);
    isError(c1.update(body("id", id, "secret", "K"), "secret"), 400, 3);
  }

  @Test
  void aWrongMasterKeyIsOneLineAtTheStart() {
    try (Place place = Place.fresh(Store.SQLITE)) {
      try (RunningServer first = RunningServer.at(place)) {
        ConductorOneClient client = new ConductorOneClient(first, Place.KEY);
        String made = client.created().path("function").path("id").asString();
        client.updated(body("id", made, "secret", Map.of("K", VALUE)), null);
      }
      ServerSettings wrong =
          new ServerSettings(
              place.data(),
              0,
              0,
              Store.SQLITE,
              null,
              Place.KEY,
              Base64.getEncoder().encodeToString(new byte[32]),
              true,
              null,
              null);
      assertThatThrownBy(() -> Server.start(wrong))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("master key")
          .hasMessageContaining("ANNALS_MASTER_KEY")
          .hasMessageNotContaining("\n");
    }
  }
}
