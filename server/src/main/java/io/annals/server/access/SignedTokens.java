package io.annals.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.annals.api.access.AccessTokens;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import io.annals.api.secret.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as JWTs, signed with Ed25519 by a key of the registry's own, which is the same on all
 * nodes. A token opens what its client reaches until it expires or the client is revoked.
 */
public final class SignedTokens implements AccessTokens, Credentials {
  private static final String ISSUER = "annals";
  private static final String KEY = "tokens.ed25519";

  private final ServerKeys keys;
  private final ClientKeys clients;
  private final Duration life;
  private final Clock clock;

  /** The key once it is read, so that a stranger's token makes none. */
  private volatile @Nullable OctetKeyPair known;

  /**
   * @param life how long a token opens anything
   */
  public SignedTokens(ServerKeys keys, ClientKeys clients, Duration life, Clock clock) {
    this.keys = keys;
    this.clients = clients;
    this.life = life;
    this.clock = clock;
  }

  @Override
  public Token issue(ClientKey client) {
    Instant now = clock.instant();
    OctetKeyPair key = key();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(client.clientId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(UUID.randomUUID().toString())
                .build());
    try {
      token.sign(new Ed25519Signer(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("A token cannot be signed.", e);
    }
    return new Token(token.serialize(), life);
  }

  @Override
  public Map<String, Object> publicKeys() {
    return new JWKSet(key()).toJSONObject(true);
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      String clientId = claims.getSubject();
      if (!JWSAlgorithm.EdDSA.equals(jwt.getHeader().getAlgorithm())
          || !ISSUER.equals(claims.getIssuer())
          || clientId == null
          || expires == null
          || !expires.toInstant().isAfter(clock.instant())) {
        return Optional.empty();
      }
      Optional<ClientKey> client = clients.find(clientId);
      if (client.isEmpty() || !jwt.verify(new Ed25519Verifier(key().toPublicJWK()))) {
        return Optional.empty();
      }
      return client.map(c -> new Caller(c.principal(), c.namespace(), Set.of(c.namespace())));
    } catch (ParseException | JOSEException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private OctetKeyPair key() {
    OctetKeyPair key = known;
    if (key == null) {
      String text = new String(keys.key(KEY, SignedTokens::fresh), StandardCharsets.UTF_8);
      try {
        key = OctetKeyPair.parse(text);
      } catch (ParseException e) {
        throw new IllegalStateException("The key of tokens is not one.", e);
      }
      known = key;
    }
    return key;
  }

  private static byte[] fresh() {
    try {
      return new OctetKeyPairGenerator(Curve.Ed25519)
          .keyIDFromThumbprint(true)
          .generate()
          .toJSONString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JOSEException e) {
      throw new IllegalStateException("A key for tokens cannot be made.", e);
    }
  }
}
