package io.annals.dialect.bem;

import io.annals.api.function.Accepted;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Definition;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.UpdateFunction;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FunctionRef;
import io.annals.api.resource.Function;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes functions and answers with what became of them: as the views show it, or, where they do
 * not yet, as they will. Thread-safe.
 */
final class FunctionWrites {
  private final BemRegistry registry;

  FunctionWrites(BemRegistry registry) {
    this.registry = registry;
  }

  /** Creates a function in the call's environment. */
  Function create(BemCall call, Changes changes) {
    Accepted accepted =
        registry.send(
            new CreateFunction(FunctionIds.next(), call.namespace(), changes, null), call);
    return shown(call, accepted)
        .orElseGet(() -> coming(call, nothing(call, accepted), changes, accepted));
  }

  /** Changes a function; also where nothing differs that is a version. */
  Function update(BemCall call, Function present, Changes changes, Expected expected) {
    Accepted accepted =
        registry.send(
            new UpdateFunction(present.id(), call.namespace(), changes, null, expected), call);
    return shown(call, accepted).orElseGet(() -> coming(call, present, changes, accepted));
  }

  void delete(BemCall call, Function function) {
    registry.send(new DeleteFunction(function.id(), call.namespace(), Expected.ANY), call);
  }

  /** What a copy takes over, beside its name: no code, which belongs to the function's history. */
  static Changes copied(Definition definition, Definition before) {
    return definition.changesFrom(before).without(Field.HEAD).without(Field.PUBLISHED);
  }

  private Optional<Function> shown(BemCall call, Accepted accepted) {
    return registry.find(
        new FindFunction(
            new FunctionRef(accepted.functionId(), call.namespace(), null),
            true,
            accepted.version(),
            null),
        Function.class);
  }

  /** The function as it will be shown, for an answer that does not wait any longer. */
  private static Function coming(
      BemCall call, Function before, Changes changes, Accepted accepted) {
    Definition definition = before.definition().with(changes);
    String name = changes.has(Field.NAME) ? (String) changes.get(Field.NAME) : before.name();
    return new Function(
        before.id(),
        before.namespace(),
        name,
        definition.kind(),
        definition.displayName(),
        definition.description(),
        definition.labels(),
        definition.tags(),
        definition.status(),
        definition.config(),
        accepted.version(),
        accepted.sequence(),
        definition.head(),
        definition.published(),
        before.aliases(),
        before.policies(),
        before.secrets(),
        before.createTime(),
        Instant.now(),
        null,
        before.creator(),
        call.caller().principal());
  }

  private static Function nothing(BemCall call, Accepted accepted) {
    Definition unset = Definition.DEFAULT;
    Instant now = Instant.now();
    return new Function(
        accepted.functionId(),
        call.namespace(),
        null,
        unset.kind(),
        "",
        "",
        Map.of(),
        List.of(),
        unset.status(),
        Map.of(),
        1,
        0,
        null,
        null,
        Map.of(),
        Map.of(),
        List.of(),
        now,
        now,
        null,
        call.caller().principal(),
        call.caller().principal());
  }
}
