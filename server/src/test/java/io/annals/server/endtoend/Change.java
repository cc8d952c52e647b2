package io.annals.server.endtoend;

import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a function, as a client may send it once or, with a key, again.
 *
 * @param body null for none
 * @param key the idempotency key, null for none
 * @param prefer the preference, null for none
 * @param mark what the new version's description says, and that of no other; null where the change
 *     makes no version
 */
record Change(
    String method,
    String path,
    @Nullable Map<String, ?> body,
    @Nullable String key,
    @Nullable String prefer,
    @Nullable String mark) {

  /**
   * Sends it.
   *
   * @throws IOException if no answer came
   */
  Answer send(NativeClient client) throws IOException {
    return send(client, null);
  }

  /**
   * Sends it on a condition.
   *
   * @param etag the state that it builds on, null for any
   * @throws IOException if no answer came
   */
  Answer send(NativeClient client, @Nullable String etag) throws IOException {
    NativeClient.Call call = client.call(method, path);
    if (etag != null) {
      call.header("If-Match", etag);
    }
    if (body != null) {
      call.json(body);
    }
    if (key != null) {
      call.header("Idempotency-Key", key);
    }
    if (prefer != null) {
      call.header("Prefer", prefer);
    }
    return call.send();
  }
}
