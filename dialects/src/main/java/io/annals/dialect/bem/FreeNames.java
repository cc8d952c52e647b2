package io.annals.dialect.bem;

import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflow;
import io.annals.api.resource.Function;
import io.annals.api.resource.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names may be taken: none that names a route, and for a while none of what was deleted. In
 * this dialect only: the registry frees a name at once, and other dialects may take it. Whether
 * something that lives has it is for the registry to say.
 */
final class FreeNames {
  /** Words that stand where a name stands in other routes. */
  private static final Set<String> FUNCTION_ROUTES =
      Set.of("copy", "compare", "review", "metrics", "regression");

  private final BemRegistry registry;
  private final Duration window;

  FreeNames(BemRegistry registry, Duration window) {
    this.registry = registry;
    this.window = window;
  }

  /** The name, which a function of the call's environment may take. */
  String function(BemCall call, String name, String field) {
    if (FUNCTION_ROUTES.contains(name)) {
      throw BemException.against(field, "Must not be " + name + ", which names a route.");
    }
    if (!window.isZero()) {
      registry
          .find(new FindFunction(call.function(name), true, null, null), Function.class)
          .filter(FunctionView::isShown)
          .ifPresent(last -> check(field, name, last.deleteTime()));
    }
    return name;
  }

  /** The name, which a workflow of the call's environment may take. */
  String workflow(BemCall call, String name, String field) {
    if (name.equals("copy")) {
      throw BemException.against(field, "Must not be copy, which names a route.");
    }
    if (!window.isZero()) {
      registry
          .find(new FindWorkflow(call.workflow(name), true), Workflow.class)
          .ifPresent(last -> check(field, name, last.deleteTime()));
    }
    return name;
  }

  private void check(String field, String name, @Nullable Instant deleted) {
    if (deleted != null && deleted.plus(window).isAfter(Instant.now())) {
      throw BemException.malformed(
          field,
          "The name " + name + " was deleted and is kept until " + deleted.plus(window) + ".");
    }
  }
}
