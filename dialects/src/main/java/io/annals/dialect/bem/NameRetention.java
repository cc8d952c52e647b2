package io.annals.dialect.bem;

import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflow;
import io.annals.api.resource.Function;
import io.annals.api.resource.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the name of what was deleted for a while. In this dialect only: the registry frees it at
 * once, and other dialects may take it.
 */
final class NameRetention {
  private final BemRegistry registry;
  private final Duration window;

  NameRetention(BemRegistry registry, Duration window) {
    this.registry = registry;
    this.window = window;
  }

  void checkFunction(BemCall call, String name) {
    if (!window.isZero()) {
      registry
          .find(new FindFunction(call.function(name), true, null, null), Function.class)
          .ifPresent(last -> check("functionName", name, last.deleteTime()));
    }
  }

  void checkWorkflow(BemCall call, String name) {
    if (!window.isZero()) {
      registry
          .find(new FindWorkflow(call.workflow(name), true), Workflow.class)
          .ifPresent(last -> check("name", name, last.deleteTime()));
    }
  }

  private void check(String field, String name, @Nullable Instant deleted) {
    if (deleted != null && deleted.plus(window).isAfter(Instant.now())) {
      throw BemException.malformed(
          field,
          "The name " + name + " was deleted and is kept until " + deleted.plus(window) + ".");
    }
  }
}
