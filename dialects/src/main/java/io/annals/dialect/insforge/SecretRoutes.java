package io.annals.dialect.insforge;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.ListSecrets;
import io.annals.api.secret.ChangeSecret;
import io.annals.api.secret.PutSecret;
import io.annals.api.secret.ReadSecret;
import io.annals.api.secret.Secret;
import io.annals.api.secret.SecretCommand;
import io.annals.api.secret.SecretVault;
import io.annals.api.secret.Secrets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The secrets of a project. Only their ciphertext leaves here, towards the registry; to read one is
 * part of its history.
 */
final class SecretRoutes {
  private static final Pattern KEY = Pattern.compile("[A-Z0-9_]+");

  private final Registry registry;
  private final SecretVault vault;

  SecretRoutes(Registry registry, SecretVault vault) {
    this.registry = registry;
    this.vault = vault;
  }

  Answer list(Exchange exchange) {
    Secrets secrets = registry.ask(new ListSecrets(exchange.project()), Secrets.class);
    List<Object> shown = new ArrayList<>();
    secrets.all().forEach(secret -> shown.add(view(secret)));
    return Answer.ok(Map.of("secrets", shown));
  }

  private static Map<String, @Nullable Object> view(Secret secret) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", secret.id());
    view.put("key", secret.name());
    view.put("isActive", secret.active());
    view.put("isReserved", secret.reserved());
    view.put("lastUsedAt", time(secret.lastUse()));
    view.put("expiresAt", time(secret.expires()));
    view.put("createdAt", time(secret.createTime()));
    view.put("updatedAt", time(secret.updateTime()));
    view.put("is_active", secret.active());
    view.put("is_reserved", secret.reserved());
    view.put("last_used_at", time(secret.lastUse()));
    view.put("expires_at", time(secret.expires()));
    view.put("created_at", time(secret.createTime()));
    view.put("updated_at", time(secret.updateTime()));
    return view;
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : Times.format(time);
  }

  Answer get(Exchange exchange) {
    String key = exchange.variable();
    String project = exchange.project();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Secret secret =
        send(exchange, "read", new ReadSecret(Secrets.streamOf(project), project, key, now));
    String value =
        vault.decrypt(owner(project), key, secret.ciphertext()).orElseThrow(() -> notFound(key));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("key", key);
    body.put("value", value);
    return Answer.ok(body).with("Cache-Control", "no-store");
  }

  Answer create(Exchange exchange) {
    JsonNode body = object(exchange);
    String key = text(body, "key");
    String value = text(body, "value");
    if (key == null || key.isEmpty() || value == null || value.isEmpty()) {
      throw Refusal.invalid("Both key and value are required");
    }
    if (!KEY.matcher(key).matches()) {
      throw Refusal.invalid(
          "Invalid key format. Use uppercase letters, numbers, and underscores only (e.g.,"
              + " STRIPE_API_KEY)");
    }
    Boolean reserved = flag(body, "isReserved");
    Instant expires = expiry(body);
    String project = exchange.project();
    Secret secret =
        send(
            exchange,
            "create",
            new PutSecret(
                Secrets.streamOf(project),
                project,
                key,
                vault.encrypt(owner(project), key, value),
                Boolean.TRUE.equals(reserved),
                expires));
    Map<String, Object> answer = done(key, "created");
    answer.put("id", secret.id());
    return Answer.of(201, answer);
  }

  Answer update(Exchange exchange) {
    JsonNode body = object(exchange);
    String key = exchange.variable();
    String value = text(body, "value");
    Boolean active = flag(body, "isActive");
    Boolean reserved = flag(body, "isReserved");
    Instant expires = expiry(body);
    boolean endless = body.has("expiresAt") && body.get("expiresAt").isNull();
    if (value != null && value.isEmpty()) {
      throw Refusal.invalid("value: Must not be empty");
    }
    if (value == null && active == null && reserved == null && expires == null && !endless) {
      throw Refusal.invalid(
          "Failed to update secret: " + key + ". Send a value, isActive, isReserved or expiresAt");
    }
    String project = exchange.project();
    send(
        exchange,
        "update",
        new ChangeSecret(
            Secrets.streamOf(project),
            project,
            key,
            value == null ? null : vault.encrypt(owner(project), key, value),
            active,
            reserved,
            expires,
            endless));
    return Answer.ok(done(key, "updated"));
  }

  Answer delete(Exchange exchange) {
    String key = exchange.variable();
    String project = exchange.project();
    send(
        exchange,
        "delete",
        new ChangeSecret(Secrets.streamOf(project), project, key, null, false, null, null, false));
    return Answer.ok(done(key, "deleted"));
  }

  Answer rotate(Exchange exchange) {
    throw Refusal.notHere("its keys are the operator's to change, not a request's.");
  }

  private static Map<String, Object> done(String key, String what) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", true);
    body.put("message", "Secret " + key + " has been " + what + " successfully");
    return body;
  }

  private Secret send(Exchange exchange, String what, SecretCommand command) {
    try {
      return registry.decide(command, exchange.context());
    } catch (ProblemException e) {
      String key = command.name();
      throw switch (e.type()) {
        case NOT_FOUND -> notFound(key);
        case NAME_TAKEN ->
            Refusal.of(409, "SECRET_ALREADY_EXISTS", "Secret already exists: " + key);
        case PERMISSION_DENIED ->
            Refusal.of(403, "FORBIDDEN", "Cannot " + what + " reserved secret: " + key);
        default -> e;
      };
    }
  }

  private static Refusal notFound(String key) {
    return Refusal.of(404, "SECRET_NOT_FOUND", "Secret not found: " + key);
  }

  /** Whose secrets they are, to the vault. */
  private static String owner(String project) {
    return "insforge:" + project;
  }

  private static JsonNode object(Exchange exchange) {
    if (!exchange.body().isObject()) {
      throw Refusal.invalid("Expected object, received array");
    }
    return exchange.body();
  }

  private static @Nullable String text(JsonNode body, String member) {
    JsonNode value = body.get(member);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw Refusal.invalid(member + ": Must be a string");
    }
    return value.stringValue();
  }

  private static @Nullable Boolean flag(JsonNode body, String member) {
    JsonNode value = body.get(member);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw Refusal.invalid(member + ": Must be true or false");
    }
    return value.booleanValue();
  }

  private static @Nullable Instant expiry(JsonNode body) {
    JsonNode value = body.get("expiresAt");
    if (value == null || value.isNull()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(Objects.requireNonNull(text(body, "expiresAt")))
          .toInstant()
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw Refusal.invalid("expiresAt: Must be a time such as 2027-01-31T12:00:00Z");
    }
  }
}
