package io.annals.api.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Bytes under their digest. The same content is stored once; nothing is ever overwritten. What a
 * {@code put} has returned is durable (fsync), so an event that names it may follow. Thread-safe.
 *
 * <p>Every method throws {@link io.annals.api.problem.ProblemException} of type {@code UNAVAILABLE}
 * when the store cannot be reached.
 */
public interface BlobStore {

  /**
   * Stores the bytes of each element, all in one durable step.
   *
   * @return the digests, in the order of the contents
   */
  List<Digest> putAll(Collection<byte[]> contents);

  /**
   * Stores a stream without holding it in memory.
   *
   * @param maxBytes the most that is taken; a longer stream is refused with {@code
   *     PAYLOAD_TOO_LARGE} and leaves nothing behind
   * @throws IOException if the stream cannot be read
   */
  Blob put(InputStream content, long maxBytes) throws IOException;

  /** The blob's name and size, empty if it is not stored. */
  Optional<Blob> find(Digest digest);

  /**
   * The content as a stream that reads as it goes. The caller closes it.
   *
   * @return empty if it is not stored
   */
  Optional<InputStream> open(Digest digest);

  /**
   * A stored blob.
   *
   * @param size in bytes
   */
  record Blob(Digest digest, long size) {}
}
