package io.annals.command.function;

import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.Limits;
import io.annals.api.function.NewRevision;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.RemovePolicy;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.SetPolicy;
import io.annals.api.function.UpdateFunction;
import io.annals.command.function.FunctionRules.AtMost1000Aliases;
import io.annals.command.function.FunctionRules.RevisionIdIsFresh;
import io.annals.command.request.RequestShape;
import io.annals.command.rule.Rule;
import io.annals.command.rule.SmallJsonObject;
import io.annals.command.rule.TextOfAtMost;
import io.annals.command.rule.Violations;
import io.annals.command.rule.Word;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns commands that carry content into the events that they would make, all values in their
 * normal form. Every method throws {@link io.annals.api.problem.ProblemException} with all fields
 * at fault, if any is.
 */
final class Drafts {
  private static final Word POLICY_NAME =
      new Word(
          Limits.POLICY_NAME_LENGTH,
          Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_.$-]*"),
          "letters A to Z and a to z, digits, '_', '$', '.' and '-', neither '.' nor '-' first");
  private static final TextOfAtMost POLICY_DESCRIPTION = new TextOfAtMost(Limits.WORD_LENGTH);
  private static final SmallJsonObject POLICY =
      new SmallJsonObject(Limits.POLICY_BYTES, Limits.CONFIG_DEPTH);

  private Drafts() {}

  static FunctionCreated created(CreateFunction command) {
    Violations violations = new Violations();
    if (!FunctionIds.isId(command.functionId())) {
      violations.add("id", "Must be a UUID in lower case.");
    }
    RequestShape.checkNamespace(command.namespace(), violations);
    Changes given = FieldShapes.normal(command.changes(), violations);
    RevisionAdded revision = revision(command.revision(), 1, violations);
    checkPublished(given, revision, Revisions.NONE, violations);
    checkKeptSecrets(given, Set.of(), violations);
    violations.raise();
    Changes changes = given;
    for (Field field : given.fields()) {
      Object value = given.get(field);
      if (value == null || value.equals(field.defaultValue())) {
        changes = changes.without(field);
      }
    }
    return new FunctionCreated(
        command.functionId(), command.namespace(), withHead(changes, revision), revision);
  }

  static FunctionUpdated updated(UpdateFunction command, FunctionState state) {
    Violations violations = new Violations();
    Changes changes = FieldShapes.normal(command.changes(), violations);
    RevisionAdded revision =
        revision(command.revision(), state.revisions().added() + 1, violations);
    checkPublished(changes, revision, state.revisions(), violations);
    checkKeptSecrets(changes, state.secrets(), violations);
    violations.raise();
    if (revision != null) {
      Rule.check(
          new RevisionIdIsFresh(state, revision.id()),
          new AtMost1000Aliases(state, revision.aliases()));
    }
    return new FunctionUpdated(
        state.id(), state.version() + 1, withHead(changes, revision), revision, null);
  }

  /** The changes of a revert: head moves, which is nobody else's to do. */
  static Changes restored(Changes changes) {
    Violations violations = new Violations();
    Changes normal = FieldShapes.normal(changes.without(Field.HEAD), violations);
    violations.raise();
    return changes.has(Field.HEAD) ? normal.with(Field.HEAD, changes.get(Field.HEAD)) : normal;
  }

  static void checkAlias(String alias) {
    Violations violations = new Violations();
    RevisionShape.checkAlias("alias", alias, violations);
    violations.raise();
  }

  /** A policy as its event tells it, the document in its normal form. */
  @SuppressWarnings("unchecked") // A normal JSON object has strings for keys.
  static PolicySet policySet(SetPolicy command) {
    Violations violations = new Violations();
    checkPolicy(command.policy(), command.description(), violations);
    Object normal = POLICY.normal("document", command.document(), violations);
    violations.raise();
    return new PolicySet(
        command.functionId(),
        command.policy(),
        (Map<String, Object>) Objects.requireNonNull(normal),
        command.description());
  }

  static PolicyRemoved policyRemoved(RemovePolicy command) {
    Violations violations = new Violations();
    checkPolicy(command.policy(), command.description(), violations);
    violations.raise();
    return new PolicyRemoved(command.functionId(), command.policy(), command.description());
  }

  private static void checkPolicy(String policy, String description, Violations violations) {
    POLICY_NAME.normal("policy", policy, violations);
    POLICY_DESCRIPTION.normal("description", description, violations);
  }

  private static @Nullable RevisionAdded revision(
      @Nullable NewRevision revision, long number, Violations violations) {
    return revision == null ? null : RevisionShape.normal(revision, number, violations);
  }

  private static void checkPublished(
      Changes changes, @Nullable RevisionAdded revision, Revisions present, Violations violations) {
    if (changes.get(Field.PUBLISHED) instanceof String published
        && !(revision != null && revision.id().equals(published))
        && !present.has(published)) {
      violations.add(
          Field.PUBLISHED.path(), "Must be the id of a revision of the function, not deleted.");
    }
  }

  private static void checkKeptSecrets(
      Changes changes, Set<String> present, Violations violations) {
    if (changes.get(Field.SECRETS) instanceof Map<?, ?> secrets) {
      secrets.forEach(
          (key, ciphertext) -> {
            if (ciphertext == null && !present.contains(String.valueOf(key))) {
              violations.add(
                  Violations.path(Field.SECRETS.path(), String.valueOf(key)),
                  "Has no value that could be kept; send one.");
            }
          });
    }
  }

  private static Changes withHead(Changes changes, @Nullable RevisionAdded revision) {
    return revision == null ? changes : changes.with(Field.HEAD, revision.id());
  }
}
