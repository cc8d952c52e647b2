package io.annals.command.function;

import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionUpdated;
import io.annals.command.request.Fingerprint;
import io.annals.command.request.RecentRequests;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a function must remember to decide, and no more: half a kilobyte, whatever its configuration
 * and however many its versions; besides, 48 bytes for each of at most 129 requests with an
 * idempotency key, 16 bytes for each revision, and its aliases. Immutable; its JSON form is the
 * snapshot's.
 *
 * @param name null where it has none; kept while deleted
 * @param kind the current one
 * @param version the current one
 * @param sequence of the last event
 * @param purged whether it is deleted for good
 * @param values the fingerprints of the fields that differ from the default, without those that are
 *     kept as they are
 * @param policies the names of its policies
 * @param secrets the keys of its secrets
 */
record FunctionState(
    String id,
    String namespace,
    @Nullable String name,
    String kind,
    long version,
    long sequence,
    boolean deleted,
    boolean purged,
    Map<Field, Fingerprint> values,
    Revisions revisions,
    Set<String> policies,
    Set<String> secrets,
    RecentRequests requests) {

  private static final String DEFAULT_KIND =
      (String) Objects.requireNonNull(Field.KIND.defaultValue());

  /** The fields that {@code values} does not hold. */
  private static final Set<Field> APART =
      Set.of(Field.NAME, Field.HEAD, Field.PUBLISHED, Field.SECRETS);

  FunctionState {
    values = Map.copyOf(values);
    policies = Set.copyOf(policies);
    secrets = Set.copyOf(secrets);
  }

  static FunctionState of(FunctionCreated event) {
    return new FunctionState(
        event.functionId(),
        event.namespace(),
        (String) event.changes().get(Field.NAME),
        kindAfter(DEFAULT_KIND, event.changes()),
        1,
        0,
        false,
        false,
        valuesAfter(Map.of(), event.changes()),
        Revisions.NONE.after(event.changes(), event.revision()),
        Set.of(),
        secretsAfter(Set.of(), event.changes()),
        RecentRequests.NONE);
  }

  FunctionState after(FunctionUpdated event) {
    Changes changes = event.changes();
    return new FunctionState(
        id,
        namespace,
        changes.has(Field.NAME) ? (String) changes.get(Field.NAME) : name,
        kindAfter(kind, changes),
        event.version(),
        sequence,
        deleted,
        purged,
        valuesAfter(values, changes),
        revisions.after(changes, event.revision()),
        policies,
        secretsAfter(secrets, changes),
        requests);
  }

  FunctionState with(Revisions changed) {
    return new FunctionState(
        id, namespace, name, kind, version, sequence, deleted, purged, values, changed, policies,
        secrets, requests);
  }

  FunctionState withPolicy(String policy) {
    Set<String> more = new HashSet<>(policies);
    more.add(policy);
    return withPolicies(more);
  }

  FunctionState withoutPolicy(String policy) {
    Set<String> fewer = new HashSet<>(policies);
    fewer.remove(policy);
    return withPolicies(fewer);
  }

  private FunctionState withPolicies(Set<String> changed) {
    return new FunctionState(
        id, namespace, name, kind, version, sequence, deleted, purged, values, revisions, changed,
        secrets, requests);
  }

  FunctionState deleted(boolean isDeleted) {
    return new FunctionState(
        id, namespace, name, kind, version, sequence, isDeleted, purged, values, revisions,
        policies, secrets, requests);
  }

  /** Deleted for good, its secrets with it. */
  FunctionState gone() {
    return new FunctionState(
        id, namespace, name, kind, version, sequence, true, true, values, revisions, policies,
        Set.of(), requests);
  }

  /** As of an event, whose request is remembered if it had a key. */
  FunctionState asOf(long eventSequence, RequestContext context) {
    return new FunctionState(
        id,
        namespace,
        name,
        kind,
        version,
        eventSequence,
        deleted,
        purged,
        values,
        revisions,
        policies,
        secrets,
        requests.with(context, eventSequence, version));
  }

  /** What {@link Definition#changesFrom} would answer for the current definition. */
  Changes changesTo(Definition definition) {
    Changes changes = Changes.none();
    for (Map.Entry<Field, @Nullable Object> entry : definition.values().entrySet()) {
      Field field = entry.getKey();
      boolean same =
          switch (field) {
            case HEAD -> Objects.equals(entry.getValue(), revisions.head());
            case PUBLISHED -> Objects.equals(entry.getValue(), revisions.published());
            default -> Objects.equals(fingerprint(field, entry.getValue()), values.get(field));
          };
      if (!same) {
        changes = changes.with(field, entry.getValue());
      }
    }
    return changes;
  }

  @SuppressWarnings("unchecked") // Changes hold JSON terms only.
  private static Set<String> secretsAfter(Set<String> before, Changes changes) {
    if (!changes.has(Field.SECRETS)) {
      return before;
    }
    Object after = changes.get(Field.SECRETS);
    return after == null ? Set.of() : ((Map<String, Object>) after).keySet();
  }

  private static Map<Field, Fingerprint> valuesAfter(
      Map<Field, Fingerprint> before, Changes changes) {
    Map<Field, Fingerprint> after = new EnumMap<>(Field.class);
    after.putAll(before);
    for (Field field : changes.fields()) {
      if (!APART.contains(field)) {
        Fingerprint value = fingerprint(field, changes.get(field));
        if (value == null) {
          after.remove(field);
        } else {
          after.put(field, value);
        }
      }
    }
    return after;
  }

  private static @Nullable Fingerprint fingerprint(Field field, @Nullable Object value) {
    return value == null || value.equals(field.defaultValue()) ? null : Fingerprint.ofJson(value);
  }

  /** The kind as of these changes, which may reset it. */
  static String kindAfter(String before, Changes changes) {
    if (!changes.has(Field.KIND)) {
      return before;
    }
    String kind = (String) changes.get(Field.KIND);
    return kind == null ? DEFAULT_KIND : kind;
  }

  /** What an event of this function is about, once it has happened. */
  Subject subjectOf(FunctionEvent event) {
    return event instanceof FunctionUpdated updated
        ? new Subject(namespace, kindAfter(kind, updated.changes()))
        : new Subject(namespace, kind);
  }

  /** What the first event of a function is about. */
  static Subject subjectOf(FunctionCreated event) {
    return new Subject(event.namespace(), kindAfter(DEFAULT_KIND, event.changes()));
  }
}
