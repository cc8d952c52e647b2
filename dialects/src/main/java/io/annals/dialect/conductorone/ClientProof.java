package io.annals.dialect.conductorone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.api.access.ClientKey;
import io.annals.api.access.OnceOnly;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client is who it says, by what only the holder of its private key has: the key itself,
 * or a JWT that is signed with it. Thread-safe.
 */
final class ClientProof {
  private static final String[] SECRET_PREFIX = {"secret-token", "conductorone.com", "v1"};

  /** How far ahead an assertion may expire, and how far clocks may differ. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration SKEW = Duration.ofSeconds(60);

  private final OnceOnly once;
  private final Clock clock;

  ClientProof(OnceOnly once, Clock clock) {
    this.once = once;
    this.clock = clock;
  }

  /** Whether the secret holds the private half of the client's key. */
  boolean bySecret(ClientKey client, String secret) {
    String[] parts = secret.split(":", SECRET_PREFIX.length + 1);
    if (parts.length != SECRET_PREFIX.length + 1) {
      return false;
    }
    for (int i = 0; i < SECRET_PREFIX.length; i++) {
      if (!parts[i].equals(SECRET_PREFIX[i])) {
        return false;
      }
    }
    try {
      byte[] jwk = Base64.getUrlDecoder().decode(parts[SECRET_PREFIX.length]);
      OctetKeyPair sent = OctetKeyPair.parse(new String(jwk, StandardCharsets.UTF_8));
      if (sent.getD() == null || !Curve.Ed25519.equals(sent.getCurve())) {
        return false;
      }
      // Sign with what was sent, check with what is known: a public half that was sent is no proof.
      OctetKeyPair known = publicKey(client);
      SignedJWT challenge =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.EdDSA),
              new JWTClaimsSet.Builder().jwtID(UUID.randomUUID().toString()).build());
      challenge.sign(
          new Ed25519Signer(
              new OctetKeyPair.Builder(Curve.Ed25519, known.getX()).d(sent.getD()).build()));
      return challenge.verify(new Ed25519Verifier(known));
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /**
   * Whether the assertion was signed by the client, for this registry, just now, and comes for the
   * first time.
   *
   * @param hosts the names that this registry goes by, without ports
   */
  boolean byAssertion(ClientKey client, String assertion, Set<String> hosts) {
    try {
      SignedJWT jwt = SignedJWT.parse(assertion);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!JWSAlgorithm.EdDSA.equals(jwt.getHeader().getAlgorithm())
          || !jwt.verify(new Ed25519Verifier(publicKey(client)))
          || !client.clientId().equals(claims.getIssuer())
          || !client.clientId().equals(claims.getSubject())
          || claims.getAudience().stream().noneMatch(hosts::contains)) {
        return false;
      }
      Date expiry = claims.getExpirationTime();
      Instant now = clock.instant();
      if (expiry == null
          || expiry.toInstant().isBefore(now.minus(SKEW))
          || expiry.toInstant().isAfter(now.plus(LONGEST).plus(SKEW))
          || isAhead(claims.getNotBeforeTime(), now)
          || isAhead(claims.getIssueTime(), now)) {
        return false;
      }
      return once.use(
          "assertion\n" + client.clientId() + "\n" + mark(jwt, claims),
          expiry.toInstant().plus(SKEW).plus(SKEW));
    } catch (ParseException | JOSEException | IllegalStateException e) {
      return false;
    }
  }

  /** What tells one assertion of a client from its others. */
  private static String mark(SignedJWT jwt, JWTClaimsSet claims) {
    if (jwt.getHeader().getCustomParam("nonce") instanceof String nonce) {
      return "nonce " + nonce;
    }
    if (claims.getJWTID() != null) {
      return "jti " + claims.getJWTID();
    }
    return "signature " + Base64URL.encode(jwt.getSignature().decode());
  }

  private static boolean isAhead(@Nullable Date time, Instant now) {
    return time != null && time.toInstant().isAfter(now.plus(SKEW));
  }

  private static OctetKeyPair publicKey(ClientKey client) {
    return new OctetKeyPair.Builder(Curve.Ed25519, new Base64URL(client.publicKey())).build();
  }
}
