package io.annals.api.upload;

import io.annals.api.function.FileRef;
import java.util.Map;
import java.util.Optional;

/**
 * The revisions whose files are on their way, on all nodes together. What a method has returned is
 * durable. Thread-safe. Every method throws {@link io.annals.api.problem.ProblemException} of type
 * {@code UNAVAILABLE} when they cannot be reached.
 */
public interface PendingRevisions {

  /** Announces one. */
  void open(PendingRevision pending);

  /** One that has not expired. */
  Optional<PendingRevision> find(String id);

  /**
   * Notes that a file has come; its content is stored already.
   *
   * @return false where it came before
   */
  boolean receive(String id, String path, FileRef content);

  /** The files that have come, by path. */
  Map<String, FileRef> received(String id);

  /** Forgets one. */
  void close(String id);
}
