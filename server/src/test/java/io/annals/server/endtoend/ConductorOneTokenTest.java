package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.isError;
import static io.annals.server.endtoend.ConductorOneClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.server.ServerSettings.Store;
import io.annals.server.access.ClientSecret;
import io.annals.server.endtoend.NativeClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Getting in as a client of ConductorOne does: keys, tokens, and what is refused. */
class ConductorOneTokenTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final RunningServer server = SERVERS.on(Store.SQLITE);
  private final NativeClient root = server.client();
  private final NativeClient stranger = server.clientWith(null);
  private final String namespace = "tenant-" + UUID.randomUUID();
  private final ClientSecret client = registered(namespace);

  private ClientSecret registered(String tenant) {
    ClientSecret made = ClientSecret.create("localhost");
    root.post(
            "/admin/keys",
            Map.of("clientId", made.clientId(), "namespace", tenant, "publicKey", made.publicKey()))
        .is(200);
    return made;
  }

  private Answer token(Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(f -> f.getKey() + "=" + NativeClient.encoded(f.getValue()))
            .collect(Collectors.joining("&"));
    return stranger
        .call("POST", "/auth/v1/token")
        .body("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8))
        .answer();
  }

  private Answer bySecret(ClientSecret as, String secret) {
    return token(
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            as.clientId(),
            "client_secret",
            secret));
  }

  private Answer byAssertion(String assertion) {
    return token(
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            client.clientId(),
            "client_assertion_type",
            JWT_BEARER,
            "client_assertion",
            assertion));
  }

  private static OctetKeyPair key(ClientSecret of) throws Exception {
    String encoded = of.secret().substring(of.secret().lastIndexOf(':') + 1);
    return OctetKeyPair.parse(new Base64URL(encoded).decodeToString());
  }

  /** As the SDKs make it: a nonce, no kid, no typ, no jti, the audience a list without port. */
  private JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(client.clientId())
        .subject(client.clientId())
        .audience(List.of("localhost"))
        .expirationTime(Date.from(now.plusSeconds(120)))
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now.minusSeconds(120)));
  }

  private static String signed(JWTClaimsSet claims, OctetKeyPair key, String nonce)
      throws Exception {
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.EdDSA);
    if (nonce != null) {
      header.customParam("nonce", nonce);
    }
    SignedJWT jwt = new SignedJWT(header.build(), claims);
    jwt.sign(new Ed25519Signer(key));
    return jwt.serialize();
  }

  private static String nonce() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static void isRefused(Answer answer, int status, String error) {
    answer.is(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.text("error_description")).isNotEmpty();
  }

  @Test
  void aSecretGivesATokenThatReachesItsTenantOnly() {
    Answer answer = bySecret(client, client.secret());
    JsonNode token = ok(answer);
    assertThat(token.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(token.path("expires_in").asLong()).isEqualTo(3600);
    assertThat(answer.header("cache-control")).contains("no-store");

    ConductorOneClient c1 = new ConductorOneClient(server, token.path("access_token").asString());
    JsonNode made = c1.coded("1");
    assertThat(ok(c1.get("/api/v1/functions")).path("list")).hasSize(1);
    String id = made.path("id").asString();
    assertThat(root.get("/v1/functions/" + id).text("namespace")).isEqualTo(namespace);
    assertThat(root.get("/v1/functions/" + id).text("creator"))
        .isEqualTo("client:" + client.clientId());

    ClientSecret other = registered("tenant-" + UUID.randomUUID());
    ConductorOneClient neighbour =
        new ConductorOneClient(server, bySecret(other, other.secret()).text("access_token"));
    isError(neighbour.get("/api/v1/functions/" + id), 404, 5);
    isError(neighbour.call("DELETE", "/api/v1/functions/" + id, null), 404, 5);
    assertThat(ok(neighbour.get("/api/v1/functions")).path("list")).isEmpty();
    NativeClient byToken = server.clientWith(token.path("access_token").asString());
    byToken.get("/v1/functions").is(200);
    byToken.get("/v1/functions?namespace=default").is(403);
    byToken.get("/admin/keys").is(403);
  }

  @Test
  void anAddressWithASlashAtItsEndWorks() {
    String form =
        "grant_type=client_credentials&client_id="
            + NativeClient.encoded(client.clientId())
            + "&client_secret="
            + NativeClient.encoded(client.secret());
    NativeClient.Call call = stranger.call("POST", "//auth/v1/token").header("cookie", "");
    ok(
        call.body("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8))
            .answer());
    root.get("//v1/functions").is(400);
    root.get("//auth/v1/tokens").is(400);
  }

  @Test
  void aTokenIsCheckedByAnybodyWithThePublishedKey() throws Exception {
    SignedJWT jwt = SignedJWT.parse(bySecret(client, client.secret()).text("access_token"));
    JWKSet keys = JWKSet.parse(stranger.get("/.well-known/jwks.json").is(200).text());
    OctetKeyPair key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toOctetKeyPair();
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(new Ed25519Verifier(key))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo(client.clientId());
  }

  @Test
  void aTokenThatIsExpiredOrNotSignedHereOpensNothing() throws Exception {
    JWTClaimsSet own =
        SignedJWT.parse(bySecret(client, client.secret()).text("access_token")).getJWTClaimsSet();
    String forged = signed(own, key(client), null);
    isError(new ConductorOneClient(server, forged).get("/api/v1/functions"), 401, 16);
    isError(new ConductorOneClient(server, "a.b.c").get("/api/v1/functions"), 401, 16);
  }

  @Test
  void anAssertionIsGoodOnce() throws Exception {
    String assertion = signed(claims().build(), key(client), nonce());
    assertThat(ok(byAssertion(assertion)).path("access_token").asString()).isNotEmpty();
    isRefused(byAssertion(assertion), 401, "invalid_client");

    String nonce = nonce();
    ok(byAssertion(signed(claims().build(), key(client), nonce)));
    isRefused(
        byAssertion(signed(claims().claim("more", 1).build(), key(client), nonce)),
        401,
        "invalid_client");
    String withoutNonce = signed(claims().build(), key(client), null);
    ok(byAssertion(withoutNonce));
    isRefused(byAssertion(withoutNonce), 401, "invalid_client");
  }

  @Test
  void anAssertionMustBeSignedForHereAndNow() throws Exception {
    Instant now = Instant.now();
    Map<String, JWTClaimsSet> wrong = new LinkedHashMap<>();
    wrong.put("another audience", claims().audience(List.of("other.example")).build());
    wrong.put("no audience", claims().audience(List.of()).build());
    wrong.put("another issuer", claims().issuer("x@localhost/pcc").build());
    wrong.put("another subject", claims().subject("x@localhost/pcc").build());
    wrong.put("expired", claims().expirationTime(Date.from(now.minusSeconds(180))).build());
    wrong.put("far ahead", claims().expirationTime(Date.from(now.plusSeconds(3600))).build());
    wrong.put("no end", claims().expirationTime(null).build());
    wrong.put("not yet", claims().notBeforeTime(Date.from(now.plusSeconds(200))).build());
    for (Map.Entry<String, JWTClaimsSet> claims : wrong.entrySet()) {
      Answer answer = byAssertion(signed(claims.getValue(), key(client), nonce()));
      assertThat(answer.status()).as(claims.getKey()).isEqualTo(401);
    }
    OctetKeyPair stolen =
        new com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator(Curve.Ed25519).generate();
    isRefused(byAssertion(signed(claims().build(), stolen, nonce())), 401, "invalid_client");
    isRefused(byAssertion("x.y.z"), 401, "invalid_client");
  }

  @Test
  void aSecretMustBeTheClientsOwn() throws Exception {
    ClientSecret other = ClientSecret.create("localhost");
    OctetKeyPair mixed =
        new OctetKeyPair.Builder(Curve.Ed25519, key(client).getX()).d(key(other).getD()).build();
    List<String> wrong = new ArrayList<>();
    wrong.add(other.secret());
    wrong.add("");
    wrong.add("password");
    wrong.add(client.secret().replace(":v1:", ":v2:"));
    wrong.add(client.secret().replace("secret-token", "token"));
    wrong.add("secret-token:conductorone.com:v1:" + Base64URL.encode(mixed.toJSONString()));
    wrong.add(
        "secret-token:conductorone.com:v1:"
            + Base64URL.encode(key(client).toPublicJWK().toJSONString()));
    for (String secret : wrong) {
      isRefused(bySecret(client, secret), 401, "invalid_client");
    }
    isRefused(bySecret(other, other.secret()), 401, "invalid_client");
  }

  @Test
  void otherGrantsAreRefusedClearly() {
    isRefused(
        token(
            Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", "x")),
        400,
        "unsupported_grant_type");
    isRefused(token(Map.of("grant_type", "password")), 400, "unsupported_grant_type");
    isRefused(token(Map.of("client_id", "x")), 400, "unsupported_grant_type");
    isRefused(
        stranger.post("/auth/v1/token", Map.of("grant_type", "client_credentials")),
        400,
        "invalid_request");
    isRefused(
        stranger
            .call("POST", "/auth/v1/token?grant_type=client_credentials")
            .body("application/x-www-form-urlencoded", new byte[0])
            .answer(),
        400,
        "invalid_request");
    stranger.get("/auth/v1/token").is(401);
  }

  @Test
  void aRevokedClientAndItsTokensAreOut() {
    String token = bySecret(client, client.secret()).text("access_token");
    ConductorOneClient c1 = new ConductorOneClient(server, token);
    ok(c1.get("/api/v1/functions"));

    root.post("/admin/keys/revoke", Map.of("clientId", client.clientId())).is(200);

    isError(c1.get("/api/v1/functions"), 401, 16);
    isRefused(bySecret(client, client.secret()), 401, "invalid_client");
    root.post("/admin/keys/revoke", Map.of("clientId", client.clientId())).is(404);
    root.post(
            "/admin/keys",
            Map.of(
                "clientId", client.clientId(),
                "namespace", "x",
                "publicKey", client.publicKey()))
        .is(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"clientId\":\"x\",\"namespace\":\"n\",\"publicKey\":\"AA\"}",
        "{\"clientId\":\"a@b/pcc\",\"namespace\":\"n\",\"publicKey\":\"AA\"}",
        "{\"clientId\":\"a@b/pcc\",\"namespace\":\"a b\",\"publicKey\":\"AA\"}"
      })
  void aRegistrationMustBeWhole(String body) {
    root.call("POST", "/admin/keys")
        .body("application/json", body.getBytes(StandardCharsets.UTF_8))
        .answer()
        .is(400);
    stranger
        .call("POST", "/admin/keys")
        .body("application/json", body.getBytes(StandardCharsets.UTF_8))
        .answer()
        .is(401);
  }

  @Test
  void theCommandLineMakesListsAndRevokes() throws Exception {
    List<String> made = run("create", "--style", "conductorone", "--namespace", namespace);
    assertThat(made).hasSize(2);
    String clientId = made.get(0).replace("client_id: ", "");
    String secret = made.get(1).replace("client_secret: ", "");
    assertThat(clientId).matches("[a-z0-9-]+@localhost/pcc");
    assertThat(secret).startsWith("secret-token:conductorone.com:v1:");

    ok(bySecret(new ClientSecret(clientId, secret, ""), secret));
    assertThat(root.get("/admin/keys").text())
        .contains(clientId)
        .doesNotContain(key(new ClientSecret(clientId, secret, "")).getD().toString());
    assertThat(run("list")).anyMatch(line -> line.contains(clientId));
    run("revoke", clientId);
    isRefused(bySecret(new ClientSecret(clientId, secret, ""), secret), 401, "invalid_client");
  }

  private List<String> run(String... words) {
    List<String> arguments = new ArrayList<>(List.of("keys"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--port", String.valueOf(server.port())));
    try (AnnalsProcess process =
        AnnalsProcess.of(Map.of("ANNALS_KEY", Place.KEY), arguments.toArray(String[]::new))) {
      assertThat(process.exit(PATIENCE)).as("it said %s", process.err()).isZero();
      return List.copyOf(process.out());
    }
  }
}
