package io.annals.dialect.nativeapi;

import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An operation as server-sent events: {@code operation} with its state now, and once more when it
 * is done; then the stream ends. A comment every few seconds finds out whether anybody still
 * listens.
 */
final class OperationStream {
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final int MAX_BEATS = 60;

  private final Registry registry;
  private final Call call;
  private final OperationId id;

  OperationStream(Registry registry, Call call, OperationId id) {
    this.registry = registry;
    this.call = call;
    this.id = id;
  }

  void write(HttpServletResponse response) throws IOException {
    Operation operation = registry.ask(new FindOperation(id, call.scope()), Operation.class);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    send(out, operation);
    for (int beat = 0; !operation.done() && beat < MAX_BEATS; beat++) {
      operation = registry.ask(new AwaitOperation(id, call.scope(), BEAT), Operation.class, BEAT);
      if (operation.done()) {
        send(out, operation);
      } else {
        out.write(": waiting\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  private static void send(OutputStream out, Operation operation) throws IOException {
    out.write("event: operation\ndata: ".getBytes(StandardCharsets.UTF_8));
    out.write(NativeJson.bytes(operation));
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
