package io.annals.dialect.conductorone;

import io.annals.api.access.AccessTokens;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Gives tokens to clients, after RFC 6749 (section 4.4) and RFC 7523: for a client's secret, or for
 * an assertion that it signed. Errors are in the shape of RFC 6749, section 5.2.
 */
@Controller
final class TokenController {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final int BAD_REQUEST = HttpServletResponse.SC_BAD_REQUEST;

  private final ClientKeys clients;
  private final ClientProof proof;
  private final AccessTokens tokens;

  TokenController(ClientKeys clients, ClientProof proof, AccessTokens tokens) {
    this.clients = clients;
    this.proof = proof;
    this.tokens = tokens;
  }

  @PostMapping("/auth/v1/token")
  void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String type = request.getContentType();
    if (type == null
        || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      refuse(
          response,
          BAD_REQUEST,
          "invalid_request",
          "Send the fields as application/x-www-form-urlencoded.");
      return;
    }
    if (request.getQueryString() != null) {
      refuse(response, BAD_REQUEST, "invalid_request", "Send the fields in the body, not the URL.");
      return;
    }
    String grant = field(request, "grant_type");
    if (grant.equals(TOKEN_EXCHANGE)) {
      refuse(
          response,
          BAD_REQUEST,
          "unsupported_grant_type",
          "Tokens of other issuers are not exchanged here; use client_credentials with a key of"
              + " this registry.");
      return;
    }
    if (!grant.equals("client_credentials")) {
      refuse(
          response,
          BAD_REQUEST,
          "unsupported_grant_type",
          "grant_type must be client_credentials.");
      return;
    }
    Optional<ClientKey> client =
        clients.find(field(request, "client_id")).filter(c -> isProved(c, request));
    if (client.isEmpty()) {
      refuse(
          response,
          HttpServletResponse.SC_UNAUTHORIZED,
          "invalid_client",
          "The client is not known, or its secret or assertion is wrong, expired or used already.");
      return;
    }
    AccessTokens.Token token = tokens.issue(client.get());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", token.value());
    answer.put("token_type", "Bearer");
    answer.put("expires_in", token.life().toSeconds());
    response.setHeader("Cache-Control", "no-store");
    C1Json.ok(response, answer);
  }

  private boolean isProved(ClientKey client, HttpServletRequest request) {
    String assertion = field(request, "client_assertion");
    if (assertion.isEmpty()) {
      return proof.bySecret(client, field(request, "client_secret"));
    }
    return field(request, "client_assertion_type").equals(JWT_BEARER)
        && proof.byAssertion(
            client,
            assertion,
            new HashSet<>(List.of(request.getServerName(), host(client.clientId()))));
  }

  /** The registry as the client's id names it, which holds behind a proxy too. */
  private static String host(String clientId) {
    String host = clientId.substring(clientId.indexOf('@') + 1);
    host = host.substring(0, Math.max(host.indexOf('/'), 0));
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static String field(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }

  private static void refuse(
      HttpServletResponse response, int status, String error, String description)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("error_description", description);
    response.setHeader("Cache-Control", "no-store");
    C1Json.write(response, status, body);
  }
}
