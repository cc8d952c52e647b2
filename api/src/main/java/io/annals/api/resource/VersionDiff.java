package io.annals.api.resource;

import io.annals.api.function.FileRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions of a function.
 *
 * @param from the older side as asked for
 * @param to the other side
 * @param fields the fields that differ; maps such as labels and config are compared member by
 *     member
 * @param files the files of the two head revisions that differ
 */
public record VersionDiff(
    String functionId, long from, long to, List<FieldChange> fields, List<FileChange> files) {

  /**
   * @param path for example {@code displayName} or {@code labels.env}
   * @param before null where the member was absent
   * @param after null where the member is absent
   */
  public record FieldChange(String path, @Nullable Object before, @Nullable Object after) {}

  /**
   * @param path the file's path
   * @param before null where the file is new
   * @param after null where the file is gone
   * @param patch unified diff, line by line; null where either side is not text or is too large
   */
  public record FileChange(
      String path, @Nullable FileRef before, @Nullable FileRef after, @Nullable String patch) {}
}
