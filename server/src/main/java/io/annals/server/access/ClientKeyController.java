package io.annals.server.access;

import com.nimbusds.jose.util.Base64URL;
import io.annals.api.access.AccessTokens;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import io.annals.api.context.Caller;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Registers, lists and revokes clients, for who holds the root key; {@code annals keys} is the
 * program to it. Also publishes the keys that tokens can be checked with.
 */
@RestController
public final class ClientKeyController {
  private static final Pattern CLIENT_ID =
      Pattern.compile("[A-Za-z0-9._-]{1,128}@[A-Za-z0-9._:-]{1,255}/[a-z]{1,16}");
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final int PUBLIC_KEY_BYTES = 32;

  private final ClientKeys clients;
  private final AccessTokens tokens;

  public ClientKeyController(ClientKeys clients, AccessTokens tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  /** What a registration says; only the public half of the key. */
  public record Registration(
      @Nullable String clientId, @Nullable String namespace, @Nullable String publicKey) {}

  /** Names a client. */
  public record Revocation(@Nullable String clientId) {}

  @PostMapping("/admin/keys")
  Map<String, Object> add(
      @RequestAttribute(Caller.ATTRIBUTE) Caller caller, @RequestBody Registration registration) {
    requireRoot(caller);
    ClientKey key =
        new ClientKey(
            matching("clientId", registration.clientId(), CLIENT_ID, "NAME@HOST/pcc"),
            matching(
                "namespace",
                registration.namespace(),
                NAMESPACE,
                "1 to 128 characters of A-Z, a-z, 0-9, '_', '.' and '-'"),
            publicKey(registration.publicKey()),
            caller.principal(),
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null);
    clients.add(key);
    return shown(key);
  }

  @GetMapping("/admin/keys")
  Map<String, List<Map<String, Object>>> list(@RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
    requireRoot(caller);
    return Map.of("keys", clients.list().stream().map(ClientKeyController::shown).toList());
  }

  @PostMapping("/admin/keys/revoke")
  Map<String, Object> revoke(
      @RequestAttribute(Caller.ATTRIBUTE) Caller caller, @RequestBody Revocation revocation) {
    requireRoot(caller);
    String clientId = revocation.clientId() == null ? "" : revocation.clientId();
    if (!clients.revoke(clientId)) {
      throw ProblemException.notFound("There is no client '" + clientId + "' with access.");
    }
    return Map.of();
  }

  @GetMapping("/.well-known/jwks.json")
  Map<String, Object> publicKeys() {
    return tokens.publicKeys();
  }

  private static void requireRoot(Caller caller) {
    if (caller.namespaces() != null) {
      throw ProblemException.of(
          ProblemType.PERMISSION_DENIED, "Only the root key registers and revokes clients.");
    }
  }

  private static String matching(
      String field, @Nullable String value, Pattern form, String sentence) {
    if (value == null || !form.matcher(value).matches()) {
      throw ProblemException.invalid(field, "Must be of the form " + sentence + ".");
    }
    return value;
  }

  private static String publicKey(@Nullable String text) {
    if (text == null || new Base64URL(text).decode().length != PUBLIC_KEY_BYTES) {
      throw ProblemException.invalid(
          "publicKey", "Must be the 32 bytes of an Ed25519 public key in base64url.");
    }
    return text;
  }

  private static Map<String, Object> shown(ClientKey key) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("clientId", key.clientId());
    shown.put("namespace", key.namespace());
    shown.put("publicKey", key.publicKey());
    shown.put("creator", key.creator());
    shown.put("createTime", key.createTime().toString());
    if (key.revokeTime() != null) {
      shown.put("revokeTime", key.revokeTime().toString());
    }
    return shown;
  }
}
