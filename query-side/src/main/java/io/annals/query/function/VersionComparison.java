package io.annals.query.function;

import io.annals.api.blob.BlobStore;
import io.annals.api.function.FileRef;
import io.annals.api.resource.Revision;
import io.annals.api.resource.Version;
import io.annals.api.resource.VersionDiff;
import io.annals.api.resource.VersionDiff.FieldChange;
import io.annals.api.resource.VersionDiff.FileChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what differs between two versions. */
public final class VersionComparison {
  private final RevisionRows revisions;
  private final FilePatch patches;

  public VersionComparison(RevisionRows revisions, BlobStore blobs) {
    this.revisions = revisions;
    this.patches = new FilePatch(blobs);
  }

  /**
   * Compares.
   *
   * @param functionRow the function's key in the tables
   */
  VersionDiff compare(long functionRow, Version from, Version to) {
    List<FieldChange> fields = new ArrayList<>();
    compare("name", from.function().name(), to.function().name(), fields);
    Map<?, @Nullable Object> before = values(from);
    Map<?, @Nullable Object> after = values(to);
    before.forEach((field, value) -> compare((String) field, value, after.get(field), fields));
    return new VersionDiff(
        from.functionId(),
        from.version(),
        to.version(),
        fields,
        files(code(functionRow, from), code(functionRow, to)));
  }

  private static Map<String, @Nullable Object> values(Version version) {
    Map<String, @Nullable Object> values = new java.util.LinkedHashMap<>();
    version
        .function()
        .definition()
        .values()
        .forEach((field, value) -> values.put(field.path(), value));
    return values;
  }

  /** Maps member by member, all else as a whole. */
  private static void compare(
      String path, @Nullable Object before, @Nullable Object after, List<FieldChange> changes) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> fresh) {
      Set<String> keys = new TreeSet<>();
      old.keySet().forEach(key -> keys.add((String) key));
      fresh.keySet().forEach(key -> keys.add((String) key));
      for (String key : keys) {
        String member = path + "." + key;
        if (old.containsKey(key) && fresh.containsKey(key)) {
          compare(member, old.get(key), fresh.get(key), changes);
        } else {
          changes.add(new FieldChange(member, old.get(key), fresh.get(key)));
        }
      }
      return;
    }
    changes.add(new FieldChange(path, before, after));
  }

  /** The files of the version's head, also when that revision is deleted by now. */
  private Map<String, FileRef> code(long functionRow, Version version) {
    String head = version.function().head();
    if (head == null) {
      return Map.of();
    }
    return revisions
        .find(version.functionId(), "WHERE r.function_row = ? AND r.id = ?", functionRow, head)
        .stream()
        .findFirst()
        .map(Revision::files)
        .orElse(Map.of());
  }

  private List<FileChange> files(Map<String, FileRef> before, Map<String, FileRef> after) {
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    List<FileChange> changes = new ArrayList<>();
    for (String path : paths) {
      FileRef old = before.get(path);
      FileRef fresh = after.get(path);
      if (!Objects.equals(old, fresh)) {
        changes.add(new FileChange(path, old, fresh, patches.between(path, old, fresh)));
      }
    }
    return changes;
  }
}
