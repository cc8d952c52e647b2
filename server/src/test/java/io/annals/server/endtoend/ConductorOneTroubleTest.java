package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static io.annals.server.endtoend.ConductorOneClient.isError;
import static io.annals.server.endtoend.ConductorOneClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Keys that cannot be looked up, and upload addresses whose time is over. */
class ConductorOneTroubleTest {
  private static final String UPLOAD_LIFE = "annals.conductorone.upload-life";

  @RegisterExtension static final Servers SERVERS = new Servers();

  @BeforeAll
  static void start() {
    System.setProperty(UPLOAD_LIFE, "-1s");
    SERVERS.on(Store.SQLITE);
  }

  @AfterAll
  static void forget() {
    System.clearProperty(UPLOAD_LIFE);
  }

  private final RunningServer server = SERVERS.on(Store.SQLITE);

  @Test
  void anAddressIsForbiddenOnceItsTimeIsOver() {
    ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
    String id = c1.coded("1").path("id").asString();
    JsonNode announced =
        ok(c1.post("/api/v1/functions/" + id + "/commits", body("filenames", List.of("a.ts"))));
    Answer late =
        server
            .clientWith(null)
            .call("PUT", announced.path("uploadUrls").path("a.ts").asString())
            .body("application/octet-stream", "a".getBytes(StandardCharsets.UTF_8))
            .answer();
    isError(late, 403, 7);
    assertThat(late.text("message")).contains("expired");
  }

  @Test
  void keysThatCannotBeLookedUpAreNoWrongKeys() throws Exception {
    NativeClient client = server.clientWith(tokenOfSomebody());
    client.get("/v1/functions").is(401);
    NativeClient another = server.clientWith(tokenOfSomebody());
    try (Connection keys =
            DriverManager.getConnection("jdbc:sqlite:" + server.place().data().resolve("keys.db"));
        Statement statement = keys.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      statement.execute("ALTER TABLE client_keys RENAME TO away");
      try {
        for (String path :
            List.of(
                "/v1/functions",
                "/v3/functions",
                "/functions/v1/functions?folderId=default",
                "/api/v1/functions")) {
          Answer answer = another.get(path).is(503);
          assertThat(answer.text()).as(path).contains("cannot be reached just now");
        }
        server
            .clientWith(null)
            .call("GET", "/api/functions")
            .header("x-api-key", tokenOfSomebody())
            .answer()
            .is(503);
        assertThat(another.get("/v1/functions").header("Retry-After")).matches("\\d+");
        try (YandexClient grpc = new YandexClient(server.grpcPort(), tokenOfSomebody())) {
          assertThat(
                  YandexClient.refusal(
                          () ->
                              grpc.functions.get(
                                  GetFunctionRequest.newBuilder().setFunctionId("x").build()))
                      .getCode())
              .isEqualTo(Code.UNAVAILABLE.value());
        }
        another.get("/health/live").is(200);
        another.get("/api/health").is(200);
        server.client().get("/v1/functions").is(200);
      } finally {
        statement.execute("ALTER TABLE away RENAME TO client_keys");
      }
    }
    another.get("/v1/functions").is(401);
  }

  /** A token of a client that nobody remembers, so that it must be looked up. */
  private static String tokenOfSomebody() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.EdDSA),
            new JWTClaimsSet.Builder()
                .issuer("annals")
                .subject(UUID.randomUUID() + "@localhost/pcc")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    token.sign(new Ed25519Signer(new OctetKeyPairGenerator(Curve.Ed25519).generate()));
    return token.serialize();
  }
}
