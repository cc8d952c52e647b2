package io.annals.dialect.insforge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.api.context.Caller;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * JSON Web Tokens: those that a login here gives, signed by a key that lives as long as the
 * process, and those of another issuer whose secret the operator has set. Thread-safe.
 */
final class Tokens {
  private static final String ROLE = "project_admin";
  private static final int KEY_BITS = 2048;
  private static final int LEAST_SECRET_BYTES = 32;

  private final InsforgeSettings settings;
  private final Clock clock;
  private final @Nullable RSAKey key;
  private final @Nullable JWSVerifier foreign;

  /**
   * @throws IllegalArgumentException if the other issuer's secret is too short
   */
  Tokens(InsforgeSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.key = settings.admin().isSet() ? freshKey() : null;
    this.foreign = verifier(settings.jwt().secret());
  }

  private static RSAKey freshKey() {
    try {
      return new RSAKeyGenerator(KEY_BITS)
          .keyID(UUID.randomUUID().toString())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable JWSVerifier verifier(@Nullable String secret) {
    if (secret == null || secret.isEmpty()) {
      return null;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "annals.insforge.jwt.secret must have at least " + LEAST_SECRET_BYTES + " bytes");
    }
    try {
      return new MACVerifier(bytes);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("annals.insforge.jwt.secret cannot be used", e);
    }
  }

  static boolean isShapedLikeOne(String text) {
    return text.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * A token for the administrator.
   *
   * @throws IllegalStateException if there is none
   */
  String issue(String subject) {
    if (key == null) {
      throw new IllegalStateException("There is no administrator.");
    }
    Instant now = clock.instant();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .subject(subject)
                .claim("role", ROLE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(settings.admin().session())))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  /** The public keys with which tokens of here are checked. */
  Map<String, Object> keys() {
    return key == null ? new JWKSet().toJSONObject() : new JWKSet(key).toJSONObject(true);
  }

  /**
   * Who a token stands for.
   *
   * @throws Refusal if it is not good, or not an administrator's
   */
  Caller administrator(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      boolean own = isOwn(token.getHeader());
      if (!own && "project_authorization".equals(claims.getClaim("type"))
          || !isGood(token, own ? ownVerifier() : foreign, claims)) {
        throw Refusal.wrongToken();
      }
      if (!ROLE.equals(claims.getClaim("role"))) {
        throw Refusal.noAdmin();
      }
      String project = own ? settings.admin().project() : settings.jwt().project();
      return new Caller("user:" + claims.getSubject(), project, Set.of(project));
    } catch (ParseException | JOSEException e) {
      throw Refusal.wrongToken();
    }
  }

  private boolean isOwn(JWSHeader header) {
    return key != null
        && JWSAlgorithm.RS256.equals(header.getAlgorithm())
        && key.getKeyID().equals(header.getKeyID());
  }

  private @Nullable JWSVerifier ownVerifier() throws JOSEException {
    return key == null ? null : new RSASSAVerifier(key);
  }

  private boolean isGood(SignedJWT token, @Nullable JWSVerifier verifier, JWTClaimsSet claims)
      throws JOSEException {
    if (verifier == null
        || !verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
        || !token.verify(verifier)) {
      return false;
    }
    Date now = Date.from(clock.instant());
    return claims.getSubject() != null
        && !claims.getSubject().isEmpty()
        && claims.getExpirationTime() != null
        && claims.getExpirationTime().after(now)
        && (claims.getNotBeforeTime() == null || !claims.getNotBeforeTime().after(now));
  }
}
