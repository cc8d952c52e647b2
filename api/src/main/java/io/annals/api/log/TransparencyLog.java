package io.annals.api.log;

import java.util.Optional;

/**
 * A Merkle tree over all events in their one order, signed: it proves that an event is in, and that
 * an earlier history is the beginning of today's. The formats are those of C2SP: signed-note,
 * tlog-checkpoint and tlog-tiles, over hashes of RFC 6962. The entry of index i stands for the
 * event at position i + 1. It follows the events a moment later.
 *
 * <p>Thread-safe. Every method throws {@link io.annals.api.problem.ProblemException} of type {@code
 * UNAVAILABLE} when the log cannot be read, or nothing has been signed yet.
 */
public interface TransparencyLog {

  /** The newest signed checkpoint: a text of three lines, a blank one and the signature. */
  String checkpoint();

  /** The public key that checkpoints are signed with, as {@code name+hash+key}. */
  String verifierKey();

  /**
   * A tile of the tree: 32 bytes for each of its hashes. What was read once reads the same for
   * ever.
   *
   * @param path not of the entries
   * @return empty where the tree does not reach so far
   */
  Optional<byte[]> tile(TilePath path);

  /**
   * The entries whose hashes are a tile of level 0, each behind its length in two bytes.
   *
   * @param path of the entries
   * @return empty where the tree does not reach so far
   */
  Optional<byte[]> entries(TilePath path);
}
