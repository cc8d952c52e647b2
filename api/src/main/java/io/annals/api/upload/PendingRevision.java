package io.annals.api.upload;

import java.time.Instant;
import java.util.List;

/**
 * A revision that was announced and whose files are on their way. Not part of any history: it
 * becomes so when an update brings it, and is forgotten when it expires.
 *
 * @param id the revision's id to be
 * @param functionId the function
 * @param paths the files that make it
 * @param message what its author says of it, empty for nothing
 * @param expireTime until when its files may come
 */
public record PendingRevision(
    String id, String functionId, List<String> paths, String message, Instant expireTime) {
  public PendingRevision {
    paths = List.copyOf(paths);
  }
}
