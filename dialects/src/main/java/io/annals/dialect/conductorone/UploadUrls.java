package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.secret.ServerKeys;
import io.annals.api.upload.PendingRevision;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The addresses that files are uploaded to: each names a commit, a file of it and an end of its
 * validity, signed with HMAC-SHA-256 by a key of the registry's own. Whoever has one needs no
 * credential. Thread-safe.
 */
final class UploadUrls {
  private static final String PREFIX = "/file/";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int PARTS = 3;

  private final ServerKeys keys;
  private final Duration life;
  private final Clock clock;

  UploadUrls(ServerKeys keys, Duration life, Clock clock) {
    this.keys = keys;
    this.life = life;
    this.clock = clock;
  }

  /** What an address allows. */
  record Grant(String commitId, String path) {}

  /** When an address that is made now ends. */
  Instant expiry() {
    return clock.instant().plus(life);
  }

  /** An address relative to the host. */
  String of(PendingRevision pending, String path) {
    String content = pending.id() + "\n" + pending.expireTime().toEpochMilli() + "\n" + path;
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return PREFIX + text(bytes) + "." + text(signature(bytes));
  }

  /**
   * What the last segment of an address allows.
   *
   * @throws ProblemException {@code PERMISSION_DENIED} if it was not signed here, or has ended
   */
  Grant granted(String segment) {
    int dot = segment.indexOf('.');
    try {
      byte[] content = Base64.getUrlDecoder().decode(segment.substring(0, Math.max(dot, 0)));
      byte[] signature = Base64.getUrlDecoder().decode(segment.substring(dot + 1));
      if (dot > 0 && MessageDigest.isEqual(signature, signature(content))) {
        String[] parts = new String(content, StandardCharsets.UTF_8).split("\n", PARTS);
        if (clock.millis() <= Long.parseLong(parts[1])) {
          return new Grant(parts[0], parts[2]);
        }
        throw denied("The upload address has expired; announce the commit again.");
      }
    } catch (IllegalArgumentException e) {
      // No address of ours, like one with another signature.
    }
    throw denied("The upload address is not one that this registry gave.");
  }

  private byte[] signature(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(keys.key("uploads.hmac", UploadUrls::fresh), ALGORITHM));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] fresh() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ProblemException denied(String sentence) {
    return ProblemException.of(ProblemType.PERMISSION_DENIED, sentence);
  }
}
