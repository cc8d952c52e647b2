package io.annals.dialect.nativeapi;

import io.annals.api.job.CancelJob;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.ListOperations;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Operations: what became of accepted commands, and of jobs. */
@Controller
final class OperationController {
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

  private final Registry registry;

  OperationController(Registry registry) {
    this.registry = registry;
  }

  @GetMapping("/v1/operations")
  Reply list(Call call) {
    ListParameters.without(call, "orderBy");
    String function = call.query().nonEmpty("function");
    String workflow = call.query().nonEmpty("workflow");
    if (function != null && workflow != null) {
      throw ProblemException.invalid("workflow", "May not come together with function.");
    }
    Page<Operation> page =
        registry.askPage(
            new ListOperations(
                function == null ? null : call.function(function),
                workflow == null ? null : call.workflow(workflow),
                call.scope(),
                ListParameters.filter(call),
                ListParameters.page(call)));
    return Reply.list("operations", page.items(), page.nextPageToken());
  }

  /** Only who asks for events and does not take JSON gets them: a wildcard is no such wish. */
  @GetMapping("/v1/operations/{operation:[^:]+}")
  @Nullable Reply get(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String operation)
      throws IOException {
    String accept = request.getHeader("Accept");
    if (accept != null
        && accept.contains("text/event-stream")
        && !NativeExchange.acceptsJson(accept)) {
      new OperationStream(registry, OperationName.of(Call.of(request), operation)).write(response);
      return null;
    }
    Call call = NativeExchange.call(request);
    return Reply.ok(registry.ask(OperationName.of(call, operation).find(), Operation.class));
  }

  @PostMapping("/v1/operations/{operation:[^:]+}:wait")
  Reply await(Call call, @PathVariable String operation) {
    Duration timeout = timeout(call.query().nonEmpty("timeout"));
    return Reply.ok(
        registry.ask(OperationName.of(call, operation).await(timeout), Operation.class, timeout));
  }

  @GetMapping("/v1/operations/{operation:[^:]+}:wait")
  Reply awaitByGet(Call call, @PathVariable String operation) {
    return await(call, operation);
  }

  @PostMapping("/v1/operations/{operation:[^:]+}:cancel")
  Reply cancel(Call call, @PathVariable String operation) {
    OperationName name = OperationName.of(call, operation);
    if (name.job() != null) {
      return Reply.ok(registry.send(new CancelJob(name.job()), call.context()));
    }
    registry.ask(name.find(), Operation.class);
    throw ProblemException.of(
        ProblemType.FAILED_PRECONDITION,
        "An accepted update is part of the history and cannot be cancelled; bring the earlier state"
            + " back with :revert.");
  }

  private static Duration timeout(@Nullable String text) {
    if (text == null) {
      return DEFAULT_WAIT;
    }
    Long seconds = Numbers.whole(text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
    if (seconds == null || seconds < 0) {
      throw ProblemException.invalid(
          "timeout",
          "Must be whole seconds, for example 10s, of which at most "
              + Preference.MAX_SECONDS
              + " are waited.");
    }
    return Duration.ofSeconds(Math.min(seconds, Preference.MAX_SECONDS));
  }
}
