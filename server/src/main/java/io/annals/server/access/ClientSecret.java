package io.annals.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.SecureRandom;
import java.util.List;

/**
 * A new client in ConductorOne's format: an id {@code NAME@HOST/pcc} and a secret that holds its
 * private key. Made where it is used; the registry gets the public half.
 *
 * @param publicKey the 32 bytes of the public half, in base64url
 */
public record ClientSecret(String clientId, String secret, String publicKey) {
  private static final String PREFIX = "secret-token:conductorone.com:v1:";
  private static final int NUMBERS = 100_000;
  private static final List<String> ADJECTIVES =
      List.of(
          "able", "brisk", "calm", "dapper", "eager", "fond", "gentle", "hardy", "keen", "lively",
          "mellow", "noble", "plain", "quiet", "ready", "solid", "tidy", "upbeat", "warm", "young");
  private static final List<String> NOUNS =
      List.of(
          "alder", "birch", "cedar", "drift", "ember", "fjord", "grove", "heron", "inlet", "jetty",
          "kite", "larch", "meadow", "narrows", "osprey", "pine", "quarry", "reef", "summit",
          "tern");

  /**
   * Makes one.
   *
   * @param host the registry's host name; clients of this format reach a tenant by it
   */
  public static ClientSecret create(String host) {
    SecureRandom random = new SecureRandom();
    String name =
        ADJECTIVES.get(random.nextInt(ADJECTIVES.size()))
            + "-"
            + NOUNS.get(random.nextInt(NOUNS.size()))
            + "-"
            + random.nextInt(NUMBERS);
    try {
      OctetKeyPair key = new OctetKeyPairGenerator(Curve.Ed25519).generate();
      return new ClientSecret(
          name + "@" + host + "/pcc",
          PREFIX + Base64URL.encode(key.toJSONString()),
          key.getX().toString());
    } catch (JOSEException e) {
      throw new IllegalStateException("A key cannot be made.", e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ClientSecret[" + clientId + "]";
  }
}
