package io.annals.dialect.insforge;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not done, in the words of this dialect. {@code error} is the sentence for a
 * person, as the older documents have it; {@code code} is what today's servers put there.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, Object> body = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  private Refusal(int status, String code, String text) {
    super(text, null, false, false);
    this.status = status;
    body.put("error", text);
    body.put("code", code);
    body.put("message", text);
    body.put("statusCode", status);
  }

  static Refusal of(int status, String code, String text) {
    return new Refusal(status, code, text);
  }

  static Refusal invalid(String text) {
    return of(400, "INVALID_INPUT", text);
  }

  static Refusal malformed(String text) {
    return invalid(text).advice("Please ensure your request body contains valid JSON");
  }

  static Refusal noFunction() {
    return of(404, "FUNCTION_NOT_FOUND", "Function not found");
  }

  static Refusal noEndpoint(String url) {
    return of(404, "NOT_FOUND", "Endpoint " + url + " not found")
        .advice("Please check the API documentation for available endpoints");
  }

  static Refusal exists(String slug) {
    return of(409, "FUNCTION_ALREADY_EXISTS", "Function with this slug already exists")
        .with("details", "The slug '" + slug + "' belongs to another function of this project.");
  }

  static Refusal noToken() {
    return of(401, "AUTH_INVALID_CREDENTIALS", "No admin token provided")
        .advice("Check the token is valid or login to get a new token.");
  }

  static Refusal wrongKey() {
    return of(401, "AUTH_INVALID_API_KEY", "Invalid API key")
        .advice("Check the API key is valid or generate a new API key.");
  }

  static Refusal wrongToken() {
    return of(401, "AUTH_UNAUTHORIZED", "Invalid token");
  }

  static Refusal noAdmin() {
    return of(403, "AUTH_UNAUTHORIZED", "Admin access required")
        .advice("Check the admin token is valid or login as admin to get a new token.");
  }

  static Refusal notHere(String what) {
    return of(501, "NOT_IMPLEMENTED", "This registry keeps functions and runs none: " + what);
  }

  Refusal advice(String nextActions) {
    return with("nextActions", nextActions);
  }

  Refusal with(String member, Object value) {
    body.put(member, value);
    return this;
  }

  Refusal header(String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
    return this;
  }

  Answer answer() {
    return new Answer(status, body, headers);
  }
}
