package io.annals.transparency;

import io.annals.api.blob.Digest;
import java.security.MessageDigest;
import java.util.Arrays;

/** The hashes of a Merkle tree as RFC 6962, section 2.1, has them. Thread-safe. */
public final class MerkleHash {
  /** The length of each. */
  public static final int BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleHash() {}

  /** The root of a tree without entries. */
  public static byte[] ofNothing() {
    return Digest.sha256().digest();
  }

  /** The hash of an entry. */
  public static byte[] ofLeaf(byte[] entry) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  /** The hash of two subtrees. */
  public static byte[] ofNode(byte[] left, byte[] right) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }

  /**
   * The hash of a full subtree.
   *
   * @param hashes of its leaves, one behind the other
   * @param first which of them begins it
   * @param count how many it has, a power of two
   */
  static byte[] ofSubtree(byte[] hashes, int first, int count) {
    int from = first * BYTES;
    if (count == 1) {
      return Arrays.copyOfRange(hashes, from, from + BYTES);
    }
    byte[] level = Arrays.copyOfRange(hashes, from, from + count * BYTES);
    MessageDigest sha256 = Digest.sha256();
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        sha256.update(NODE);
        sha256.update(level, 2 * i * BYTES, 2 * BYTES);
        System.arraycopy(sha256.digest(), 0, level, i * BYTES, BYTES);
      }
    }
    return Arrays.copyOf(level, BYTES);
  }
}
