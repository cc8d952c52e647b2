package io.annals.server.access;

import io.annals.server.operating.OperatorException;
import io.annals.server.operating.RegistryCalls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The clients of a running registry, spoken to over HTTP with its root key. */
public final class KeyRegistry {
  private final RegistryCalls calls;

  public KeyRegistry(URI server, String key) {
    this.calls = new RegistryCalls(server, key, "annals-keys", Duration.ofSeconds(30));
  }

  public void add(ClientSecret client, String namespace) throws OperatorException {
    calls.send(
        "POST",
        "/admin/keys",
        Map.of(
            "clientId",
            client.clientId(),
            "namespace",
            namespace,
            "publicKey",
            client.publicKey()));
  }

  /** The clients, as the registry lists them. */
  public JsonNode list() throws OperatorException {
    return calls.send("GET", "/admin/keys").path("keys");
  }

  public void revoke(String clientId) throws OperatorException {
    calls.send("POST", "/admin/keys/revoke", Map.of("clientId", clientId));
  }
}
