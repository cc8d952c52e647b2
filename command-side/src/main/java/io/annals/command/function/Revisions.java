package io.annals.command.function;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.RevisionAdded;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a function remembers of its revisions: that they exist and what points at them. Their files
 * and settings are the history's business. Immutable.
 *
 * @param added how many there ever were: the number of the newest
 * @param ids of those that are not deleted
 * @param deleted the ids of the others, which are never used again
 * @param head the newest, null before the first
 * @param published the one in use, null while none is
 * @param aliases alias to id
 */
record Revisions(
    long added,
    RevisionIds ids,
    RevisionIds deleted,
    @Nullable String head,
    @Nullable String published,
    Map<String, String> aliases) {

  static final Revisions NONE =
      new Revisions(0, RevisionIds.NONE, RevisionIds.NONE, null, null, Map.of());

  Revisions {
    aliases = Map.copyOf(aliases);
  }

  /** Whether there is such a revision and it is not deleted; false for what is no id. */
  boolean has(String revisionId) {
    return FunctionIds.isId(revisionId) && ids.contains(revisionId);
  }

  /** Whether there is or was such a revision. */
  boolean had(String revisionId) {
    return ids.contains(revisionId) || deleted.contains(revisionId);
  }

  /** After an event that may move head and published and may bring a revision. */
  Revisions after(Changes changes, @Nullable RevisionAdded revision) {
    String newHead = changes.has(Field.HEAD) ? (String) changes.get(Field.HEAD) : head;
    String newPublished =
        changes.has(Field.PUBLISHED) ? (String) changes.get(Field.PUBLISHED) : published;
    if (revision == null) {
      return new Revisions(added, ids, deleted, newHead, newPublished, aliases);
    }
    Map<String, String> moved = aliases;
    if (!revision.aliases().isEmpty()) {
      moved = new HashMap<>(aliases);
      for (String alias : revision.aliases()) {
        moved.put(alias, revision.id());
      }
    }
    return new Revisions(
        revision.number(), ids.with(revision.id()), deleted, newHead, newPublished, moved);
  }

  Revisions withAlias(String alias, String revisionId) {
    Map<String, String> moved = new HashMap<>(aliases);
    moved.put(alias, revisionId);
    return new Revisions(added, ids, deleted, head, published, moved);
  }

  Revisions withoutAliases(Collection<String> gone) {
    Map<String, String> fewer = new HashMap<>(aliases);
    fewer.keySet().removeAll(gone);
    return new Revisions(added, ids, deleted, head, published, fewer);
  }

  Revisions without(String revisionId) {
    return new Revisions(
        added, ids.without(revisionId), deleted.with(revisionId), head, published, aliases);
  }

  /** The aliases of a revision, in alphabetical order. */
  List<String> aliasesOf(String revisionId) {
    return aliases.entrySet().stream()
        .filter(alias -> alias.getValue().equals(revisionId))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
