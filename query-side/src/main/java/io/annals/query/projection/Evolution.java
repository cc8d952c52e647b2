package io.annals.query.projection;

import io.annals.api.context.RequestContext;
import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.operation.EventFacts;
import io.annals.query.json.StoredText;
import io.annals.query.json.ViewJson;
import io.annals.query.state.AliasPeriod;
import io.annals.query.state.FunctionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Leads a function from one event to the next. For one event; touches nothing but itself. */
final class Evolution {
  private final @Nullable FunctionState before;
  private final FunctionEvent event;
  private final long sequence;
  private final long position;
  private final long time;
  private final RequestContext context;
  private final EventFacts facts;

  private final List<AliasPeriod> periods = new ArrayList<>();
  private final List<StoredText> documents = new ArrayList<>();
  private SortedMap<String, AliasPeriod> aliases;
  private Map<String, Map<String, Object>> policies;
  private String policiesColumn;
  private List<String> secrets;
  private String definitionColumn;
  private int grown;
  private int begun;

  private Evolution(
      @Nullable FunctionState before,
      FunctionEvent event,
      long sequence,
      long position,
      long time,
      RequestContext context) {
    this.before = before;
    this.event = event;
    this.sequence = sequence;
    this.position = position;
    this.time = time;
    this.context = context;
    this.facts = EventFacts.of(event);
    this.aliases = before == null ? Collections.emptySortedMap() : before.aliases();
    this.policies = before == null ? Map.of() : before.policies();
    this.policiesColumn = before == null ? "{}" : before.policiesColumn();
    this.secrets = before == null ? List.of() : before.secrets();
    this.definitionColumn = before == null ? "{}" : before.definitionColumn();
  }

  /**
   * What the event does to the function.
   *
   * @param before the state that the event meets, null where there is no such function
   * @throws IllegalStateException if the event does not follow that state
   */
  static Step step(
      @Nullable FunctionState before,
      FunctionEvent event,
      long sequence,
      long position,
      long time,
      RequestContext context) {
    return new Evolution(before, event, sequence, position, time, context).step();
  }

  private Step step() {
    if (before != null && before.sequence() + 1 != sequence) {
      throw new IllegalStateException(
          "Event %d of function %s came after event %d."
              .formatted(sequence, event.functionId(), before.sequence()));
    }
    if (event instanceof FunctionCreated created) {
      return created(created);
    }
    FunctionState known = before;
    if (known == null) {
      throw new IllegalStateException(
          "%s of function %s, which was never created."
              .formatted(facts.type(), event.functionId()));
    }
    if (event instanceof FunctionUpdated updated) {
      return updated(known, updated);
    }
    if (event instanceof FunctionDeleted) {
      return moved(known, known.name(), time, null);
    }
    if (event instanceof FunctionUndeleted undeleted) {
      return moved(known, undeleted.name(), null, null);
    }
    if (event instanceof FunctionPurged) {
      removeSecrets(known);
      return moved(known, known.name(), known.deleteTime(), null);
    }
    if (event instanceof AliasSet set) {
      set(set.alias(), set.revisionId());
      return moved(known, known.name(), known.deleteTime(), null);
    }
    if (event instanceof AliasRemoved removed) {
      remove(removed.alias());
      return moved(known, known.name(), known.deleteTime(), null);
    }
    if (event instanceof PolicySet set) {
      Map<String, Map<String, Object>> more = new TreeMap<>(policies);
      more.put(set.policy(), set.document());
      replacePolicies(more);
      return moved(known, known.name(), known.deleteTime(), null);
    }
    if (event instanceof PolicyRemoved removed) {
      Map<String, Map<String, Object>> fewer = new TreeMap<>(policies);
      fewer.remove(removed.policy());
      replacePolicies(fewer);
      return moved(known, known.name(), known.deleteTime(), null);
    }
    RevisionDeleted deleted = (RevisionDeleted) event;
    deleted.aliases().forEach(this::remove);
    return moved(known, known.name(), known.deleteTime(), deleted.revisionId());
  }

  private Step created(FunctionCreated created) {
    if (before != null) {
      throw new IllegalStateException("Function " + created.functionId() + " exists already.");
    }
    RevisionAdded revision = created.revision();
    Definition definition = defined(Definition.DEFAULT, created.changes(), revision);
    pointAliasesAt(revision);
    secrets = secrets(List.of(), created.changes());
    definitionColumn = stored(ViewJson.writeDefinition(definition, secrets), null).column();
    String config = ViewJson.write(definition.config());
    StoredText storedConfig = stored(config, null);
    FunctionState after =
        new FunctionState(
            position,
            created.functionId(),
            created.namespace(),
            (String) created.changes().get(Field.NAME),
            definition,
            secrets,
            definitionColumn,
            storedConfig.column(),
            policies,
            policiesColumn,
            size(definition, config.length()),
            1,
            sequence,
            position,
            aliases,
            begun,
            time,
            time,
            null,
            context.principal(),
            context.principal());
    return new Step(null, after, facts, context, periods, revision, null, documents);
  }

  private Step updated(FunctionState known, FunctionUpdated updated) {
    RevisionAdded revision = updated.revision();
    Definition definition = defined(known.definition(), updated.changes(), revision);
    pointAliasesAt(revision);
    String name =
        updated.changes().has(Field.NAME)
            ? (String) updated.changes().get(Field.NAME)
            : known.name();
    String configColumn = known.configColumn();
    int size = known.size();
    secrets = secrets(known.secrets(), updated.changes());
    if (!sameButConfig(definition, known.definition()) || !secrets.equals(known.secrets())) {
      definitionColumn =
          stored(ViewJson.writeDefinition(definition, secrets), definitionColumn).column();
    }
    if (updated.changes().has(Field.CONFIG)) {
      String config = ViewJson.write(definition.config());
      configColumn = stored(config, configColumn).column();
      size = size(definition, config.length());
    }
    FunctionState after =
        new FunctionState(
            known.row(),
            known.id(),
            known.namespace(),
            name,
            definition,
            secrets,
            definitionColumn,
            configColumn,
            policies,
            policiesColumn,
            size,
            updated.version(),
            sequence,
            position,
            aliases,
            known.aliasPeriods() + begun,
            known.createTime(),
            time,
            known.deleteTime(),
            known.creator(),
            context.principal());
    return new Step(known, after, facts, context, periods, revision, null, documents);
  }

  /** An event that makes no version. */
  private Step moved(
      FunctionState known,
      @Nullable String name,
      @Nullable Long deleteTime,
      @Nullable String deletedRevision) {
    FunctionState after =
        new FunctionState(
            known.row(),
            known.id(),
            known.namespace(),
            name,
            known.definition(),
            secrets,
            definitionColumn,
            known.configColumn(),
            policies,
            policiesColumn,
            known.size() + grown,
            known.version(),
            sequence,
            position,
            aliases,
            known.aliasPeriods() + begun,
            known.createTime(),
            time,
            deleteTime,
            known.creator(),
            context.principal());
    return new Step(known, after, facts, context, periods, null, deletedRevision, documents);
  }

  /** The keys after the changes; what is kept under them is nobody's to read. */
  private static List<String> secrets(List<String> before, Changes changes) {
    if (!changes.has(Field.SECRETS)) {
      return before;
    }
    return changes.get(Field.SECRETS) instanceof Map<?, ?> after
        ? after.keySet().stream().map(String::valueOf).sorted().toList()
        : List.of();
  }

  private static Definition defined(
      Definition from, Changes changes, @Nullable RevisionAdded revision) {
    Definition definition = from.with(changes);
    if (revision == null || revision.id().equals(definition.head())) {
      return definition;
    }
    return definition.with(Changes.of(Field.HEAD, revision.id()));
  }

  private void pointAliasesAt(@Nullable RevisionAdded revision) {
    if (revision != null) {
      revision.aliases().forEach(alias -> set(alias, revision.id()));
    }
  }

  private void set(String alias, String revisionId) {
    AliasPeriod open = aliases.get(alias);
    if (open != null && open.revisionId().equals(revisionId)) {
      return;
    }
    if (open != null && open.fromSequence() < sequence) {
      periods.add(open.endedBy(sequence, time));
    }
    AliasPeriod begins =
        new AliasPeriod(alias, revisionId, sequence, begun++, time, AliasPeriod.OPEN, 0);
    periods.add(begins);
    aliases = new TreeMap<>(aliases);
    aliases.put(alias, begins);
  }

  private void remove(String alias) {
    AliasPeriod open = aliases.get(alias);
    if (open == null) {
      return;
    }
    periods.add(open.endedBy(sequence, time));
    aliases = new TreeMap<>(aliases);
    aliases.remove(alias);
  }

  private void removeSecrets(FunctionState known) {
    if (!secrets.isEmpty()) {
      secrets = List.of();
      String json = ViewJson.writeDefinition(known.definition(), secrets);
      definitionColumn = stored(json, definitionColumn).column();
    }
  }

  private void replacePolicies(Map<String, Map<String, Object>> by) {
    String json = ViewJson.write(by);
    grown = json.length() - ViewJson.write(policies).length();
    policies = Collections.unmodifiableMap(by);
    policiesColumn = stored(json, policiesColumn).column();
  }

  private StoredText stored(String json, @Nullable String known) {
    StoredText text = StoredText.of(json);
    if (text.document() != null && !text.column().equals(known)) {
      documents.add(text);
    }
    return text;
  }

  private static boolean sameButConfig(Definition a, Definition b) {
    return a == b
        || a.kind().equals(b.kind())
            && a.displayName().equals(b.displayName())
            && a.description().equals(b.description())
            && a.status() == b.status()
            && Objects.equals(a.head(), b.head())
            && Objects.equals(a.published(), b.published())
            && sameInOrder(a, b);
  }

  /** Equal maps may differ in order, and then in their text. */
  private static boolean sameInOrder(Definition a, Definition b) {
    return a.tags().equals(b.tags())
        && (a.labels() == b.labels()
            || List.copyOf(a.labels().entrySet()).equals(List.copyOf(b.labels().entrySet())));
  }

  private static int size(Definition definition, int config) {
    return definition.description().length()
        + definition.displayName().length()
        + 64 * (definition.labels().size() + definition.tags().size())
        + config;
  }
}
