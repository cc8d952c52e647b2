package io.annals.api.blob;

import java.time.Instant;
import java.util.Collection;

/**
 * Takes blobs away that nothing names any more, in two steps, so that whoever is about to name one
 * is not left without it. A condemned blob is not found by a {@link BlobStore}, so nobody begins to
 * name it; storing its content again reprieves it. Only after a while, when whoever had found it
 * before has long stored an event that names it or has given up, it is removed.
 *
 * <p>Thread-safe. Every method throws {@link io.annals.api.problem.ProblemException} of type {@code
 * UNAVAILABLE} when the store cannot be reached, and may then be called again.
 */
public interface BlobRemoval {

  /** Those of the blobs that are stored, condemned ones too. */
  Collection<Digest> stored(Collection<Digest> digests);

  /**
   * Condemns blobs. One that is condemned already keeps its time; one that is not stored, or that
   * an announced revision names, is left alone.
   */
  void condemn(Collection<Digest> digests, Instant now);

  /** Lets condemned blobs be found again. */
  void reprieve(Collection<Digest> digests);

  /**
   * Removes those of the blobs for good that have been condemned since before an instant.
   *
   * @return how many they were
   */
  int remove(Collection<Digest> digests, Instant condemnedBefore);
}
