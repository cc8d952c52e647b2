package io.annals.dialect.conductorone;

import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.NewRevision;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Violation;
import io.annals.api.resource.Function;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the fields of a request into changes of a function. */
final class FunctionWriter {
  private static final Set<String> IN_CONFIG =
      Set.of("outboundNetworkAllowlist", "scopedRoleIds", "provisionedConcurrency");

  /** The fields whose change rests on what the function is. */
  private static final Set<String> READ_FIRST =
      Set.of(
          "outboundNetworkAllowlist",
          "scopedRoleIds",
          "provisionedConcurrency",
          "secret",
          "functionType");

  private final Secrets secrets;

  FunctionWriter(Secrets secrets) {
    this.secrets = secrets;
  }

  /** The state that an update of these fields builds on. */
  static Expected expected(Set<String> fields, Function present) {
    return fields.stream().anyMatch(READ_FIRST::contains)
        ? Expected.sequence(present.sequence())
        : Expected.ANY;
  }

  /**
   * The changes of an update.
   *
   * @param fields those that it writes
   * @param sent the function of the body; a field that it lacks is reset
   */
  Changes changes(Set<String> fields, Members sent, Function present) {
    Changes changes = Changes.none();
    Map<String, Object> config = new LinkedHashMap<>(present.config());
    for (String field : fields) {
      switch (field) {
        case "displayName" -> {
          String name = sent.text(field);
          // What stands in for a missing name comes back from who writes what was read.
          if (!present.displayName().isEmpty() || !name.equals(FunctionView.displayName(present))) {
            changes = changes.with(Field.DISPLAY_NAME, name);
          }
        }
        case "description" -> changes = changes.with(Field.DESCRIPTION, sent.text(field));
        case "functionType" -> {
          String kind = FunctionTypes.kind(sent.get(field), present.kind());
          if (!kind.equals(present.kind())) {
            changes = changes.with(Field.KIND, kind);
          }
        }
        case "publishedCommitId" -> {
          String commit = sent.text(field);
          changes = changes.with(Field.PUBLISHED, commit.isEmpty() ? null : commit);
        }
        case "secret" ->
            changes =
                changes.with(
                    Field.SECRETS,
                    secrets.sealed(present.id(), sent.textMap(field), present.secrets()));
        default -> put(config, field, sent);
      }
    }
    if (fields.stream().anyMatch(IN_CONFIG::contains)) {
      changes = changes.with(Field.CONFIG, config);
    }
    return changes;
  }

  private static void put(Map<String, Object> config, String field, Members sent) {
    Object value;
    if (field.equals("provisionedConcurrency")) {
      int number = sent.number(field);
      if (number < 0) {
        throw sent.wrong(field, "Must not be negative.");
      }
      value = number == 0 ? null : number;
    } else {
      List<String> texts = sent.texts(field);
      value = texts.isEmpty() ? null : List.copyOf(new LinkedHashSet<>(texts));
    }
    if (value == null) {
      config.remove(field);
    } else {
      config.put(field, value);
    }
  }

  /** A problem of the registry's fields, said of this API's. */
  static ProblemException inTheseWords(ProblemException problem) {
    if (problem.violations().isEmpty()) {
      return problem;
    }
    return ProblemException.of(
        problem.type(),
        problem.violations().stream()
            .map(v -> new Violation(inTheseWords(v.field()), v.description()))
            .toList());
  }

  private static String inTheseWords(String field) {
    if (field.equals(Field.PUBLISHED.path())) {
      return "function.publishedCommitId";
    }
    if (field.equals(Field.SECRETS.path()) || field.startsWith(Field.SECRETS.path() + ".")) {
      return "function.secret" + field.substring(Field.SECRETS.path().length());
    }
    return field;
  }

  /** The function as it will be shown, where the views are late. */
  static Function coming(
      Function present, Changes changes, @Nullable NewRevision revision, long version) {
    Definition definition = present.definition().with(changes);
    return new Function(
        present.id(),
        present.namespace(),
        present.name(),
        definition.kind(),
        definition.displayName(),
        definition.description(),
        definition.labels(),
        definition.tags(),
        definition.status(),
        definition.config(),
        version,
        present.sequence() + 1,
        revision == null ? present.head() : revision.id(),
        definition.published(),
        present.aliases(),
        present.policies(),
        changes.get(Field.SECRETS) instanceof Map<?, ?> all
            ? all.keySet().stream().map(String::valueOf).sorted().toList()
            : changes.has(Field.SECRETS) ? List.of() : present.secrets(),
        present.createTime(),
        now(),
        null,
        present.creator(),
        present.updater());
  }

  /** A function before its creation. */
  static Function blank(C1Call call, String id) {
    Definition none = Definition.DEFAULT;
    return new Function(
        id,
        call.namespace(),
        null,
        none.kind(),
        none.displayName(),
        none.description(),
        none.labels(),
        none.tags(),
        none.status(),
        none.config(),
        0,
        -1,
        none.head(),
        none.published(),
        Map.of(),
        Map.of(),
        List.of(),
        now(),
        now(),
        null,
        call.caller().principal(),
        call.caller().principal());
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
