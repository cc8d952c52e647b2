package io.annals.server.benchmark;

import io.annals.api.context.Caller;
import io.annals.api.operation.OperationId;
import io.annals.api.resource.Operation;
import io.annals.dialect.nativeapi.FunctionBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import tools.jackson.databind.json.JsonMapper;

/**
 * The yardstick of an update over HTTP: passes the same filters, reads the same body with the same
 * parser and answers with an operation, but sends no command. What an update costs more than this
 * is the registry; the rest is HTTP.
 *
 * <p>Only where the virtual machine was started with {@code -Dannals.benchmark=true}.
 */
@Controller
@ConditionalOnProperty("annals.benchmark")
public final class NoopController {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FUNCTION = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";

  @PatchMapping("/v1/benchmark/noop")
  void update(
      @RequestAttribute(Caller.ATTRIBUTE) Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    int fields = FunctionBody.update(request, null).changes(null).fields().size();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Operation operation =
        new Operation(
            new OperationId(FUNCTION, fields).toString(),
            false,
            "UpdateFunction",
            "Accepted; ask again for its state.",
            now,
            now,
            caller.principal(),
            new Operation.Metadata(FUNCTION, 1),
            null,
            null);
    byte[] body = JSON.writeValueAsBytes(operation);
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setHeader("Location", "/v1/operations/" + operation.id());
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
