package io.annals.dialect.nativeapi;

import io.annals.api.context.RequestContext;
import io.annals.api.function.Accepted;
import io.annals.api.function.Accepted.Event;
import io.annals.api.function.FunctionCommand;
import io.annals.api.operation.EventFacts;
import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.AwaitOperation;
import io.annals.api.resource.Operation;
import io.annals.api.workflow.WorkflowCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands and answers with their operation: 200 when it is done within the wait that the
 * client prefers, or the grace, else 202.
 */
final class Mutations {
  private static final Logger log = LoggerFactory.getLogger(Mutations.class);

  private final Registry registry;
  private final Duration grace;

  /**
   * @param grace how long an answer waits for its change to become visible, where the client has no
   *     preference
   */
  Mutations(Registry registry, Duration grace) {
    this.registry = registry;
    this.grace = grace;
  }

  Reply send(Call call, FunctionCommand command) {
    RequestContext context = call.context();
    return reply(call, registry.send(command, context), command, context);
  }

  Reply send(Call call, WorkflowCommand command) {
    RequestContext context = call.context();
    return reply(call, registry.send(command, context), command, context);
  }

  private Reply reply(Call call, Accepted accepted, Object command, RequestContext context) {
    Preference preference = Preference.of(call.request().getHeaders("Prefer"));
    Operation operation = operation(accepted, command, context, preference.patience());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Location", "/v1/operations/" + operation.id());
    if (preference.applied() != null) {
      headers.put("Preference-Applied", preference.applied());
    }
    return new Reply(operation.done() ? 200 : 202, operation, headers);
  }

  /**
   * Once accepted, a change is told of as accepted: when its operation cannot be read just now, it
   * is pending.
   */
  private Operation operation(
      Accepted accepted, Object command, RequestContext context, @Nullable Duration wait) {
    Duration timeout = wait == null ? grace : wait;
    if (timeout.isZero() && accepted.event() != null) {
      return pending(accepted, command, context);
    }
    try {
      return registry.ask(
          new AwaitOperation(accepted.operation(), null, timeout), Operation.class, timeout);
    } catch (RuntimeException e) {
      var problem = Failures.problemIn(e);
      if (problem == null || problem.type() != ProblemType.NOT_FOUND) {
        log.warn("Operation {} was accepted but cannot be read", accepted.operation(), e);
      }
      return pending(accepted, command, context);
    }
  }

  private static Operation pending(Accepted accepted, Object command, RequestContext context) {
    Event event = accepted.event();
    EventFacts facts =
        event == null ? EventFacts.unreadable(command.getClass().getSimpleName()) : event.facts();
    Instant time = event == null ? Instant.now().truncatedTo(ChronoUnit.MICROS) : event.time();
    return new Operation(
        accepted.operation().toString(),
        false,
        facts.type(),
        facts.description(),
        time,
        time,
        context.principal(),
        facts.metadata(accepted.functionId(), accepted.version()),
        null,
        null);
  }
}
