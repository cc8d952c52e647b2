package io.annals.transparency;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Tells whether a proof proves what it should: RFC 9162, sections 2.1.3.2 and 2.1.4.2. */
public final class Proofs {
  private Proofs() {}

  /** Whether the path leads from the hash of a leaf to the root of a tree. */
  public static boolean includes(
      byte[] root, long size, long index, byte[] leafHash, List<byte[]> path) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    byte[] hash = leafHash;
    for (byte[] other : path) {
      if (last == 0) {
        return false;
      }
      if (isOdd(node) || node == last) {
        hash = MerkleHash.ofNode(other, hash);
        while (!isOdd(node) && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = MerkleHash.ofNode(hash, other);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && MessageDigest.isEqual(hash, root);
  }

  /** Whether the first tree is the beginning of the second. */
  public static boolean isConsistent(
      byte[] firstRoot, long firstSize, byte[] secondRoot, long secondSize, List<byte[]> proof) {
    if (firstSize > secondSize) {
      return false;
    }
    if (firstSize == secondSize) {
      return proof.isEmpty() && MessageDigest.isEqual(firstRoot, secondRoot);
    }
    if (firstSize == 0) {
      return proof.isEmpty() && MessageDigest.isEqual(firstRoot, MerkleHash.ofNothing());
    }
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(firstSize) == 1) {
      path.add(0, firstRoot);
    }
    if (path.isEmpty()) {
      return false;
    }
    int common = Long.numberOfTrailingZeros(~(firstSize - 1));
    long node = (firstSize - 1) >> common;
    long last = (secondSize - 1) >> common;
    byte[] first = path.get(0);
    byte[] second = path.get(0);
    for (byte[] other : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if (isOdd(node) || node == last) {
        first = MerkleHash.ofNode(other, first);
        second = MerkleHash.ofNode(other, second);
        while (!isOdd(node) && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        second = MerkleHash.ofNode(second, other);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0
        && MessageDigest.isEqual(first, firstRoot)
        && MessageDigest.isEqual(second, secondRoot);
  }

  private static boolean isOdd(long number) {
    return (number & 1) == 1;
  }
}
