package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.InsforgeClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the InsForge dialect has around its functions: credentials, limits, the audit trail. */
class InsforgeServiceTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final int LIMIT = 6;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "annals.insforge.admin.user", "admin",
          "annals.insforge.admin.password", "correct horse",
          "annals.insforge.jwt.secret", SECRET,
          "annals.insforge.jwt.project", "other",
          "annals.insforge.writes.limit", String.valueOf(LIMIT),
          "annals.insforge.writes.window", "1s",
          "annals.insforge.code.forbidden", "eval\\(,/Secret Word/");

  @BeforeAll
  static void start() {
    SETTINGS.forEach(System::setProperty);
    SERVERS.on(Store.SQLITE);
  }

  @AfterAll
  static void forget() {
    SETTINGS.keySet().forEach(System::clearProperty);
  }

  private static InsforgeClient stranger() {
    return InsforgeClient.stranger(SERVERS.on(Store.SQLITE).port());
  }

  private static InsforgeClient client() {
    return stranger().with("x-api-key", Place.KEY);
  }

  private static InsforgeClient bearer(String credential) {
    return stranger().with("Authorization", "Bearer " + credential);
  }

  private static Answer login(String body) {
    return stranger().post("/api/auth/admin/sessions", body);
  }

  private static String session() {
    return login("{\"username\": \"admin\", \"password\": \"correct horse\"}")
        .is(200)
        .at("/accessToken");
  }

  /** A change, as often as the limit of changes refuses it. */
  private static Answer patiently(java.util.function.Supplier<Answer> change) {
    return org.awaitility.Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(change::get, answer -> answer.status() != 429);
  }

  private static String token(
      String secret, @Nullable String subject, @Nullable String role, Instant expiry)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject(subject)
                .claim("role", role)
                .expirationTime(Date.from(expiry))
                .build());
    token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    return token.serialize();
  }

  /** Section 6 and 7: which credential counts, and what is said of a wrong one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -               | -      | 401 | AUTH_INVALID_CREDENTIALS | No admin token provided
          bearer KEY      | -      | 401 | AUTH_INVALID_CREDENTIALS | No admin token provided
          Basic dTprZXk=  | -      | 401 | AUTH_INVALID_CREDENTIALS | No admin token provided
          Bearer ik_wrong | -      | 401 | AUTH_INVALID_API_KEY     | Invalid API key
          Bearer ik_wrong | KEY    | 401 | AUTH_INVALID_API_KEY     | Invalid API key
          Bearer ik_KEY   | wrong  | 200 | -                        | -
          -               | wrong  | 401 | AUTH_INVALID_API_KEY     | Invalid API key
          -               | KEY    | 200 | -                        | -
          -               | ik_KEY | 200 | -                        | -
          Bearer JWT      | wrong  | 401 | AUTH_INVALID_API_KEY     | Invalid API key
          Bearer JWT      | -      | 200 | -                        | -
          Bearer KEY      | -      | 200 | -                        | -
          Bearer anon_1   | -      | 401 | AUTH_UNAUTHORIZED        | Invalid token
          Bearer a.b.c    | -      | 401 | AUTH_UNAUTHORIZED        | Invalid token
          Bearer USER     | -      | 403 | AUTH_UNAUTHORIZED        | Admin access required
          Bearer EXPIRED  | -      | 401 | AUTH_UNAUTHORIZED        | Invalid token
          Bearer FORGED   | -      | 401 | AUTH_UNAUTHORIZED        | Invalid token
          Bearer NOBODY   | -      | 401 | AUTH_UNAUTHORIZED        | Invalid token
          Bearer ADMIN    | -      | 200 | -                        | -
          """)
  void theShapeOfACredentialDecides(
      String authorization, String apiKey, int status, String code, String text)
      throws JOSEException {
    Instant later = Instant.now().plusSeconds(60);
    InsforgeClient client = stranger();
    if (!authorization.equals("-")) {
      String sent =
          authorization
              .replace("KEY", Place.KEY)
              .replace("JWT", authorization.contains("JWT") ? session() : "")
              .replace("USER", token(SECRET, "u", null, later))
              .replace(
                  "EXPIRED", token(SECRET, "u", "project_admin", Instant.now().minusSeconds(9)))
              .replace("FORGED", token(SECRET + "!", "u", "project_admin", later))
              .replace("NOBODY", token(SECRET, null, "project_admin", later))
              .replace("ADMIN", token(SECRET, "u", "project_admin", later));
      client = client.with("Authorization", sent);
    }
    if (!apiKey.equals("-")) {
      client = client.with("x-api-key", apiKey.replace("KEY", Place.KEY));
    }
    Answer answer = client.get("/api/functions").is(status);
    if (status != 200) {
      assertThat(answer.at("/code")).isEqualTo(code);
      assertThat(answer.at("/error")).isEqualTo(text);
      assertThat(answer.at("/message")).isEqualTo(text);
      assertThat(answer.json().get("statusCode").asInt()).isEqualTo(status);
      assertThat(answer.json().has("nextActions")).isEqualTo(!text.equals("Invalid token"));
    }
  }

  @Test
  void theAdministratorLogsInForAWhile() throws ParseException, JOSEException {
    Answer answer = login("{\"username\": \"admin\", \"password\": \"correct horse\"}").is(200);
    assertThat(answer.members("")).containsExactly("admin", "accessToken", "csrfToken");
    assertThat(answer.json().get("admin").toString()).isEqualTo("{\"sub\":\"local:admin\"}");
    SignedJWT token = SignedJWT.parse(answer.at("/accessToken"));
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("local:admin");
    assertThat(claims.getClaim("role")).isEqualTo("project_admin");
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(15));

    String published = stranger().get("/api/.well-known/jwks.json").is(200).body();
    RSAKey key = (RSAKey) JWKSet.parse(published).getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(key.isPrivate()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"username": "admin", "password": "wrong"}         | 401 | Invalid admin credentials
          {"username": "other", "password": "correct horse"} | 401 | Invalid admin credentials
          {"email": "admin", "password": "wrong"}            | 401 | Invalid admin credentials
          {"password": "correct horse"}                      | 400 | username: Required
          {"username": "admin"}                              | 400 | password: Required
          {"username": 1, "password": "correct horse"}       | 400 | username: Required
          """)
  void nobodyElseLogsIn(String body, int status, String text) {
    assertThat(login(body).is(status).at("/error")).isEqualTo(text);
  }

  @Test
  void aTokenOfAnotherIssuerWorksInItsProject() throws JOSEException {
    String token = token(SECRET, "u", "project_admin", Instant.now().plusSeconds(60));
    String slug = "their-" + UUID.randomUUID();
    String body = "{\"name\": \"n\", \"slug\": \"%s\", \"code\": \"1\"}".formatted(slug);
    patiently(() -> bearer(token).post("/api/functions", body)).is(201);
    bearer(token).get("/api/functions/" + slug).is(200);
    client().get("/api/functions/" + slug).is(404);
    Answer audits = bearer(token).get("/api/logs/audits").is(200);
    assertThat(audits.at("/0/actor")).isEqualTo("u");
  }

  @Test
  void whatClientsAskForWhenTheyStartIsAnswered() {
    Answer health = stranger().get("/api/health").is(200);
    assertThat(health.members("")).containsExactly("status", "version", "service", "timestamp");
    assertThat(health.at("/status")).isEqualTo("ok");
    assertThat(health.at("/version")).isEqualTo("2.3.1");
    Answer metadata = client().get("/api/metadata?mcp=true").is(200);
    assertThat(metadata.members(""))
        .containsExactly("auth", "database", "storage", "functions", "realtime", "version");
    stranger().get("/api/metadata").is(401);
    String used = "{\"tool_name\": \"get-function\", \"success\": true, \"timestamp\": \"now\"}";
    assertThat(client().post("/api/usage/mcp", used).is(200).body())
        .isEqualTo("{\"success\":true}");
    client().post("/api/usage/mcp", "{}").is(400);
    bearer(session()).post("/api/usage/mcp", used).is(401);
    assertThat(client().get("/api/logs/function.logs?limit=5").is(200).body())
        .isEqualTo("{\"logs\":[],\"total\":0}");
    assertThat(client().get("/api/logs/functions/build-logs").is(404).at("/code"))
        .isEqualTo("LOG_NOT_FOUND");
    assertThat(stranger().post("/functions/hello", "{}").is(501).at("/code"))
        .isEqualTo("NOT_IMPLEMENTED");
    client().get("/api/schedules").is(501);
    client().post("/api/auth/tokens/anon", "{}").is(501);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/nothing?a=b,            404",
    "PATCH,  /api/functions/x,            404",
    "GET,    /api/functions/x/code,       404",
    "DELETE, /api/functions,              404",
    "GET,    /api/secrets/a/b,            404",
    "GET,    /api,                        404",
    "TRACE,  /api/functions/x,            404",
    "TRACE,  /api/functions,              404",
    "GET,    /api/logs/a/b,               401",
    "GET,    /api/metadata/a/b,           401",
    "GET,    /api/schedules/a/b/c,        401",
  })
  void whatIsNotThereIsSaidWithoutA405(String method, String path, int status) {
    stranger().send(method, path, "").is(status);
    Answer answer = client().send(method, path, "").is(404);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"error":"Endpoint %1$s not found","code":"NOT_FOUND",\
            "message":"Endpoint %1$s not found","statusCode":404,\
            "nextActions":"Please check the API documentation for available endpoints"}"""
                .formatted(path));
  }

  @Test
  void wordsOfPathsCountInAnyCaseAndASlashAtTheEndForNothing() {
    String slug = "Case-" + UUID.randomUUID();
    String body = "{\"name\": \"n\", \"slug\": \"%s\", \"code\": \"1\"}".formatted(slug);
    patiently(() -> client().post("/API/Functions/", body)).is(201);
    client().get("/Api/FUNCTIONS/" + slug + "/").is(200);
    client().get("/api/functions/" + slug.replace("C", "%43")).is(200);
    client().get("/api/functions/" + slug.toLowerCase(java.util.Locale.ROOT)).is(404);
    Answer head = client().send("HEAD", "/api/functions/" + slug, "").is(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Type")).isEqualTo("application/json;charset=utf-8");
    client().send("HEAD", "/api/functions/absent", "").is(404);
  }

  @Test
  void aWeakValidatorSparesTheBody() {
    Answer first = client().get("/api/metadata").is(200);
    assertThat(first.header("ETag")).matches("W/\"[0-9a-f]+-.{20}\"");
    Answer second = client().with("If-None-Match", first.header("ETag")).get("/api/metadata");
    assertThat(second.is(304).body()).isEmpty();
    client().with("If-None-Match", "W/\"1-a\"").get("/api/metadata").is(200);
    assertThat(client().get("/api/nothing").header("ETag")).startsWith("W/");
  }

  @Test
  void pagesOfOtherOriginsMayCall() {
    Answer answer = client().with("Origin", "https://app.example").get("/api/functions");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.header("Access-Control-Expose-Headers"))
        .contains("Content-Range", "Preference-Applied");
    Answer preflight =
        stranger()
            .with("Origin", "https://app.example")
            .with("Access-Control-Request-Method", "PUT")
            .with("Access-Control-Request-Headers", "x-api-key,content-type")
            .send("OPTIONS", "/api/functions/x", "")
            .is(204);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PUT");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .isEqualTo("x-api-key,content-type");
    assertThat(
            client()
                .with("Origin", "https://app.example")
                .get("/v1/functions")
                .response()
                .headers())
        .satisfies(h -> assertThat(h.firstValue("Access-Control-Allow-Origin")).isEmpty());
  }

  @Test
  void changesAreLimitedWhereTheOperatorSaysSo() {
    Answer refused =
        org.awaitility.Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> client().delete("/api/functions/absent"), a -> a.status() == 429);
    assertThat(refused.at("/code")).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(refused.at("/error"))
        .isEqualTo("Too many functions write requests. Please wait a few minutes and try again.");
    assertThat(refused.header("RateLimit-Policy")).isEqualTo("6;w=1");
    assertThat(refused.header("RateLimit-Limit")).isEqualTo("6");
    assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("RateLimit-Reset")).isEqualTo("1");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    client().get("/api/functions").is(200);
    stranger().delete("/api/functions/absent").is(401);
    Answer allowed = patiently(() -> client().put("/api/functions/absent", "{\"name\": 1}"));
    assertThat(allowed.is(400).header("RateLimit-Remaining")).isEqualTo("5");
  }

  @Test
  void theForbiddenCodeIsTheOperatorsToChoose() {
    String body = "{\"name\": \"n\", \"slug\": \"%s\", \"code\": \"%s\"}";
    Answer refused =
        patiently(() -> client().post("/api/functions", body.formatted("a", "EVAL(1)"))).is(400);
    assertThat(refused.at("/pattern")).isEqualTo("/eval\\(/i");
    assertThat(
            patiently(() -> client().post("/api/functions", body.formatted("a", "Secret Word")))
                .is(400)
                .at("/pattern"))
        .isEqualTo("/Secret Word/");
    String slug = "free-" + UUID.randomUUID();
    patiently(() -> client().post("/api/functions", body.formatted(slug, "secret word Deno.run()")))
        .is(201);
  }

  @Test
  void theAuditTrailIsTheHistory() {
    String slug = "audited-" + UUID.randomUUID();
    String path = "/api/functions/" + slug;
    String admin = session();
    Answer created =
        patiently(
                () ->
                    client()
                        .post(
                            "/api/functions",
                            "{\"name\": \"N\", \"slug\": \"%s\", \"code\": \"1\"}".formatted(slug)))
            .is(201);
    String body = "{\"code\": \"2\", \"name\": \"M\", \"status\": \"draft\", \"what\": 1}";
    patiently(() -> bearer(admin).put(path, body)).is(200);
    patiently(() -> client().delete(path)).is(200);

    Answer audits = client().get("/api/logs/audits?module=FUNCTIONS&limit=3");
    JsonNode rows = audits.json();
    assertThat(rows).hasSize(3);
    assertThat(audits.members("/0"))
        .containsExactly(
            "id",
            "actor",
            "action",
            "module",
            "details",
            "ipAddress",
            "createdAt",
            "updatedAt",
            "ip_address",
            "created_at",
            "updated_at");
    assertThat(List.of(audits.at("/0/action"), audits.at("/1/action"), audits.at("/2/action")))
        .containsExactly("DELETE_FUNCTION", "UPDATE_FUNCTION", "CREATE_FUNCTION");
    assertThat(List.of(audits.at("/0/actor"), audits.at("/1/actor")))
        .containsExactly("api-key", "local:admin");
    assertThat(rows.at("/0/details").toString()).isEqualTo("{\"slug\":\"%s\"}".formatted(slug));
    assertThat(rows.at("/1/details").toString())
        .isEqualTo(
            "{\"slug\":\"%s\",\"changes\":{\"name\":\"M\",\"status\":\"draft\",\"code\":\"2\"}}"
                .formatted(slug));
    assertThat(rows.at("/2/details").toString())
        .isEqualTo(
            "{\"functionId\":\"%s\",\"slug\":\"%s\",\"name\":\"N\",\"status\":\"active\"}"
                .formatted(created.at("/function/id"), slug));
    assertThat(audits.at("/2/module")).isEqualTo("FUNCTIONS");
    assertThat(audits.at("/2/ipAddress")).matches("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1");
    assertThat(audits.at("/2/createdAt")).isEqualTo(created.at("/function/createdAt"));

    String range = audits.header("Content-Range");
    assertThat(range).matches("0-2/\\d+");
    long total = Long.parseLong(range.substring(range.indexOf('/') + 1));
    assertThat(audits.status()).isEqualTo(total == 3 ? 200 : 206);
    assertThat(audits.header("Preference-Applied")).isEqualTo("count=exact");
    Answer second = client().get("/api/logs/audits?limit=1&offset=1").is(206);
    assertThat(second.header("Content-Range")).isEqualTo("1-1/" + total);
    assertThat(second.json().get(0)).isEqualTo(rows.get(1));
    Answer beyond = client().get("/api/logs/audits?offset=" + total).is(206);
    assertThat(beyond.header("Content-Range")).isEqualTo("*/" + total);
    assertThat(client().get("/api/logs/audits?module=AUTH").is(200).body()).isEqualTo("[]");
    assertThat(client().get("/api/logs/audits?action=DELETE_FUNCTION&limit=1").json().get(0))
        .isEqualTo(rows.get(0));
    assertThat(client().get("/api/logs/audits?actor=local:admin&limit=1").json().get(0))
        .isEqualTo(rows.get(1));
    assertThat(client().get("/api/logs/audits?start_date=2999-01-01").json()).isEmpty();
    client().get("/api/logs/audits?limit=x").is(400);
    client().get("/api/logs/audits?end_date=x").is(400);
    stranger().get("/api/logs/audits").is(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/functions//x",
        "/api/functions/a;b",
        "/api/functions/a%2Fb",
        "/api/functions/%zz",
        "/api/functions/a%00b"
      })
  void pathsThatCouldMeanTwoThingsAreRefusedInTheDialectsWords(String path) throws IOException {
    // By hand, as no client sends all of these.
    try (Socket socket = new Socket("localhost", SERVERS.on(Store.SQLITE).port())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nx-api-key: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, Place.KEY)
                  .getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400");
      JsonNode body = InsforgeClient.JSON.readTree(answer.substring(answer.indexOf('{')));
      assertThat(body.get("code").asString()).isEqualTo("INVALID_INPUT");
      assertThat(body.get("statusCode").asInt()).isEqualTo(400);
    }
  }
}
