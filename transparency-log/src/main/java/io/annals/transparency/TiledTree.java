package io.annals.transparency;

import io.annals.api.log.TilePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Merkle tree that is read from tiles, and the proofs that RFC 6962, section 2.1, defines for it.
 * It believes its tiles: {@link Proofs} tells whether a proof is one.
 *
 * <p>Every method throws {@link MissingTileException} where a tile is not there. Not thread-safe:
 * it remembers the last tiles.
 */
public final class TiledTree {
  private static final int REMEMBERED = 64;
  private static final int LEVELS = 8;

  private final long size;
  private final TileSource source;
  private final Map<TilePath, byte[]> tiles =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, byte[]> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param size how many leaves the tree has
   */
  public TiledTree(long size, TileSource source) {
    this.size = size;
    this.source = source;
  }

  /** How many leaves it has. */
  public long size() {
    return size;
  }

  /** The root of the tree. */
  public byte[] root() {
    return root(size);
  }

  /** The root that it had when it had fewer leaves. */
  public byte[] root(long sizeThen) {
    return sizeThen == 0 ? MerkleHash.ofNothing() : range(0, sizeThen);
  }

  /** The hash of a leaf. */
  public byte[] leaf(long index) {
    return full(0, index);
  }

  /** The proof that a leaf is in the tree: the audit path. */
  public List<byte[]> inclusionProof(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("No leaf " + index + " in a tree of " + size);
    }
    List<byte[]> path = new ArrayList<>();
    path(index, 0, size, path);
    return path;
  }

  private void path(long index, long from, long to, List<byte[]> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, path);
      path.add(range(middle, to));
    } else {
      path(index, middle, to, path);
      path.add(range(from, middle));
    }
  }

  /** The proof that a tree with fewer leaves is the beginning of this one. */
  public List<byte[]> consistencyProof(long sizeThen) {
    if (sizeThen < 0 || sizeThen > size) {
      throw new IllegalArgumentException("No tree of " + sizeThen + " in a tree of " + size);
    }
    List<byte[]> proof = new ArrayList<>();
    if (sizeThen > 0 && sizeThen < size) {
      subproof(sizeThen, 0, size, true, proof);
    }
    return proof;
  }

  private void subproof(long sizeThen, long from, long to, boolean whole, List<byte[]> proof) {
    if (sizeThen == to) {
      if (!whole) {
        proof.add(range(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (sizeThen <= middle) {
      subproof(sizeThen, from, middle, whole, proof);
      proof.add(range(middle, to));
    } else {
      subproof(sizeThen, middle, to, false, proof);
      proof.add(range(from, middle));
    }
  }

  /** The hash of the leaves from one index to before another, as RFC 6962 splits them. */
  private byte[] range(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      return full(Long.numberOfTrailingZeros(count), from / count);
    }
    long middle = from + split(count);
    return MerkleHash.ofNode(range(from, middle), range(middle, to));
  }

  /** The largest power of two below. */
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  /** The hash of a full subtree of height {@code height}, the index-th of them. */
  private byte[] full(int height, long index) {
    int level = height / LEVELS;
    int count = 1 << (height % LEVELS);
    long first = index * count;
    byte[] hashes = tile(level, first / TilePath.FULL);
    return MerkleHash.ofSubtree(hashes, (int) (first % TilePath.FULL), count);
  }

  private byte[] tile(int level, long number) {
    TilePath path = path(size, level, number);
    byte[] known = tiles.get(path);
    if (known == null) {
      known =
          source
              .tile(path)
              .filter(hashes -> hashes.length == path.width() * MerkleHash.BYTES)
              .orElseThrow(() -> new MissingTileException(path));
      tiles.put(path, known);
    }
    return known;
  }

  /** The tile as a tree of this size has it. */
  static TilePath path(long size, int level, long number) {
    long hashes = size >> (LEVELS * level);
    long width = Math.min(TilePath.FULL, hashes - number * TilePath.FULL);
    return new TilePath(level, number, (int) width);
  }
}
