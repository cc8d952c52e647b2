package io.annals.dialect.insforge;

import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks. The shape of the credential decides how it is looked at, without a second try: a
 * bearer that begins with {@value #KEY_PREFIX} is a key, then {@code x-api-key} is one, then the
 * bearer is a token. The vendor's clients ask for that prefix, so every key of the registry is
 * taken with it and without.
 */
final class Authentication {
  private static final String KEY_PREFIX = "ik_";
  private static final String BEARER = "Bearer ";

  private final Credentials credentials;
  private final Tokens tokens;

  Authentication(Credentials credentials, Tokens tokens) {
    this.credentials = credentials;
    this.tokens = tokens;
  }

  /**
   * An administrator of a project.
   *
   * @throws Refusal if the request is not of one
   */
  Identity administrator(HttpServletRequest request) {
    String bearer = bearer(request);
    if (bearer != null && bearer.startsWith(KEY_PREFIX)) {
      return key(bearer).orElseThrow(Refusal::wrongKey);
    }
    String apiKey = request.getHeader("x-api-key");
    if (apiKey != null && !apiKey.isEmpty()) {
      return key(apiKey).orElseThrow(Refusal::wrongKey);
    }
    if (bearer == null) {
      throw Refusal.noToken();
    }
    if (Tokens.isShapedLikeOne(bearer)) {
      return new Identity(tokens.administrator(bearer), false);
    }
    return key(bearer).orElseThrow(Refusal::wrongToken);
  }

  private Optional<Identity> key(String key) {
    Optional<Caller> caller = credentials.authenticate(key);
    if (caller.isEmpty() && key.startsWith(KEY_PREFIX)) {
      caller = credentials.authenticate(key.substring(KEY_PREFIX.length()));
    }
    return caller.map(known -> new Identity(known, true));
  }

  private static @Nullable String bearer(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.startsWith(BEARER)
        ? authorization.substring(BEARER.length()).strip()
        : null;
  }
}
