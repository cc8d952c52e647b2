package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A PostgreSQL that has no connection left for the registry: every API says so in its own words to
 * those who write, and goes on reading; when there are connections again all goes on by itself.
 */
class RefusedConnectionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String USER = "annals_refused";

  /** Whose backends are not the pooled ones of readers: these stay. */
  private static final String END_WRITERS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
          + USER
          + "' AND (query LIKE '%pg_advisory%' OR query LIKE '%pg_notify%' OR query = 'COMMIT')"
          + " AND query NOT LIKE 'LISTEN%'";

  private final Postgres server = TestPostgres.freshDatabase();

  @Test
  void writersAreToldToComeAgainAndReadersAreServed() throws Exception {
    administer("CREATE ROLE " + USER + " LOGIN PASSWORD 'p'");
    administer("GRANT ALL ON DATABASE " + database() + " TO " + USER);
    Postgres limited = new Postgres(server.url(), USER, "p");
    try (Place place =
            new Place(Files.createTempDirectory("annals-refused"), Store.POSTGRES, limited);
        RunningServer node = RunningServer.at(place);
        YandexClient grpc = new YandexClient(node.grpcPort(), Place.KEY)) {
      NativeClient client = node.client();
      String id = new ConductorOneClient(node, Place.KEY).coded("1").path("id").asString();
      client.visible(
          client
              .call("PATCH", "/v1/functions/" + id)
              .json(Map.of("name", "kept", "kind", "extract")));
      readPerApi(client, id).forEach(answer -> answer.get().is(200));

      administer("ALTER ROLE " + USER + " CONNECTION LIMIT 0");
      administer(END_WRITERS);
      Awaitility.await("not ready")
          .atMost(PATIENCE)
          .until(
              () -> {
                client.patch("/v1/functions/" + id, Map.of("description", "lost"));
                return client.get("/health/ready").status() == 503;
              });

      client.get("/health/live").is(200);
      requireRefusals(node, grpc, id);
      readPerApi(client, id).forEach(answer -> answer.get().is(200));
      assertThat(grpc.get(id).getId()).isEqualTo(id);

      administer("ALTER ROLE " + USER + " CONNECTION LIMIT -1");
      Awaitility.await("ready again")
          .atMost(PATIENCE)
          .until(() -> client.get("/health/ready").status() == 200);
      client.visible(
          client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "after")));
    } finally {
      administer("ALTER ROLE " + USER + " CONNECTION LIMIT -1");
    }
  }

  private static List<Supplier<Answer>> readPerApi(NativeClient client, String id) {
    return List.of(
        () -> client.get("/v1/functions/" + id),
        () -> client.get("/v1/functions/" + id + "/versions"),
        () -> client.get("/functions/v1/functions/" + id),
        () -> client.get("/api/v1/functions/" + id),
        () -> client.get("/api/functions/kept"),
        () -> client.get("/v3/functions/kept"));
  }

  private static void requireRefusals(RunningServer node, YandexClient grpc, String id)
      throws Exception {
    NativeClient client = node.client();
    Answer inNative = refused(client.patch("/v1/functions/" + id, Map.of("description", "no")));
    assertThat(inNative.header("Content-Type")).startsWith("application/problem+json");
    assertThat(inNative.text("code")).isEqualTo("UNAVAILABLE");
    assertThat(inNative.text("detail")).contains("Raise max_connections");

    Answer inYandex =
        refused(
            client.patch(
                "/functions/v1/functions/" + id,
                Map.of("updateMask", "description", "description", "no")));
    assertThat(inYandex.number("code")).isEqualTo(Code.UNAVAILABLE.value());
    assertThat(inYandex.text()).contains("RetryInfo").contains("retryDelay");

    Status inGrpc =
        YandexClient.refusal(
            () ->
                grpc.functions.update(
                    UpdateFunctionRequest.newBuilder()
                        .setFunctionId(id)
                        .setDescription("no")
                        .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                        .build()));
    assertThat(inGrpc.getCode()).isEqualTo(Code.UNAVAILABLE.value());
    assertThat(inGrpc.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isPositive();

    ConductorOneClient c1 = new ConductorOneClient(node, Place.KEY);
    Answer inC1 = refused(c1.update(body("id", id, "displayName", "no"), "displayName"));
    ConductorOneClient.isError(inC1, 503, Code.UNAVAILABLE.value());

    Answer inInsforge = refused(client.put("/api/functions/kept", Map.of("code", "no()")));
    assertThat(inInsforge.text("error")).isNotEmpty();
    assertThat(inInsforge.number("statusCode")).isEqualTo(503);

    Answer inBem = refused(client.patch("/v3/functions/kept", Map.of("type", "extract")));
    BemClient.isError(inBem, 503);
  }

  private static Answer refused(Answer answer) {
    answer.is(503);
    assertThat(answer.header("Retry-After")).as("Retry-After of %s", answer).matches("[1-9]\\d*");
    assertThat(answer.text()).doesNotContain("Exception", "org.postgresql");
    return answer;
  }

  private String database() {
    return server.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
