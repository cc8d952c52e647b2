package io.annals.dialect.insforge;

import io.annals.dialect.insforge.InsforgeSettings.Admin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The login of the administrator whom the operator has set. */
final class AdminRoutes {
  private static final String SUBJECT = "local:admin";
  private static final int CSRF_BYTES = 32;

  private final Admin admin;
  private final Tokens tokens;
  private final Limiter failures;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param failures counts the logins of an address, so that nobody tries all passwords
   */
  AdminRoutes(Admin admin, Tokens tokens, Limiter failures) {
    this.admin = admin;
    this.tokens = tokens;
    this.failures = failures;
  }

  Answer login(Exchange exchange) {
    if (!admin.isSet()) {
      throw Refusal.of(
          403,
          "FORBIDDEN",
          "Nobody can log in here; send a key, or set annals.insforge.admin.user and .password.");
    }
    String user = text(exchange.body(), exchange.body().has("username") ? "username" : "email");
    String password = text(exchange.body(), "password");
    if (user == null) {
      throw Refusal.invalid("username: Required");
    }
    if (password == null) {
      throw Refusal.invalid("password: Required");
    }
    Limiter.State state = failures.count(exchange.request().getRemoteAddr());
    if (!state.allowed()) {
      throw Refusal.of(429, "TOO_MANY_REQUESTS", "Too many logins. Please wait and try again.")
          .header("Retry-After", String.valueOf(state.reset()));
    }
    // Both are compared, so that the time tells nothing.
    if (!(same(user, admin.user()) & same(password, admin.password()))) {
      throw Refusal.of(401, "AUTH_UNAUTHORIZED", "Invalid admin credentials");
    }
    byte[] csrf = new byte[CSRF_BYTES];
    random.nextBytes(csrf);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("admin", Map.of("sub", SUBJECT));
    body.put("accessToken", tokens.issue(SUBJECT));
    body.put("csrfToken", HexFormat.of().formatHex(csrf));
    return Answer.ok(body).with("Cache-Control", "no-store");
  }

  Answer keys(Exchange exchange) {
    return Answer.ok(tokens.keys());
  }

  private static @Nullable String text(JsonNode body, String member) {
    JsonNode value = body.get(member);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  private static boolean same(String given, @Nullable String known) {
    return known != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), known.getBytes(StandardCharsets.UTF_8));
  }
}
