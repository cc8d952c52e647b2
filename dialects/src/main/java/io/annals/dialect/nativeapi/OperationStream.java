package io.annals.dialect.nativeapi;

import io.annals.api.resource.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An operation as server-sent events: {@code operation} with its state now, with the progress of a
 * job each second, and once more when it is done; then the stream ends. A comment every few seconds
 * finds out whether anybody still listens.
 */
final class OperationStream {
  private static final Duration BEAT = Duration.ofSeconds(10);

  /** How often progress is shown. */
  private static final Duration JOB_BEAT = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Registry registry;
  private final OperationName name;

  OperationStream(Registry registry, OperationName name) {
    this.registry = registry;
    this.name = name;
  }

  void write(HttpServletResponse response) throws IOException {
    Operation operation = registry.ask(name.find(), Operation.class);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    send(out, operation);
    Duration beat = name.job() == null ? BEAT : JOB_BEAT;
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!operation.done() && System.nanoTime() - end < 0) {
      Operation before = operation;
      operation = registry.ask(name.await(beat), Operation.class, beat);
      if (operation.done() || !operation.equals(before)) {
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
