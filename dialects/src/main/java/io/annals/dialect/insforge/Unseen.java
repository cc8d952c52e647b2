package io.annals.dialect.insforge;

import io.annals.api.context.RequestContext;
import io.annals.api.function.Accepted;
import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Field;
import io.annals.api.function.NewRevision;
import io.annals.api.resource.Function;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions as an accepted change makes them, for the answer to a change that no view shows yet.
 */
final class Unseen {
  private Unseen() {}

  static Function created(
      String id,
      String namespace,
      String name,
      Changes changes,
      NewRevision revision,
      RequestContext context) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Definition definition =
        Definition.DEFAULT.with(changes.without(Field.NAME).with(Field.HEAD, revision.id()));
    Function nothing =
        new Function(
            id,
            namespace,
            name,
            "",
            "",
            "",
            Map.of(),
            List.of(),
            definition.status(),
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
            context.principal(),
            context.principal());
    return with(nothing, definition, 1, 0, now);
  }

  static Function updated(
      Function before, Accepted accepted, Changes changes, @Nullable NewRevision revision) {
    Changes all = revision == null ? changes : changes.with(Field.HEAD, revision.id());
    return with(
        before,
        before.definition().with(all),
        accepted.version(),
        accepted.sequence(),
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static Function with(
      Function function, Definition definition, long version, long sequence, Instant time) {
    return new Function(
        function.id(),
        function.namespace(),
        function.name(),
        definition.kind(),
        definition.displayName(),
        definition.description(),
        definition.labels(),
        definition.tags(),
        definition.status(),
        definition.config(),
        version,
        sequence,
        definition.head(),
        definition.published(),
        function.aliases(),
        function.policies(),
        function.secrets(),
        function.createTime(),
        time,
        null,
        function.creator(),
        function.updater());
  }
}
