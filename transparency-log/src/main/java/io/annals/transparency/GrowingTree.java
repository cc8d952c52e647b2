package io.annals.transparency;

import io.annals.api.log.TilePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A Merkle tree that leaves are added to. It holds the right edge alone: at each level the tile
 * that is not full yet, 8 KiB at the most. Not thread-safe.
 */
public final class GrowingTree {
  private final List<Edge> edges = new ArrayList<>();
  private final BiConsumer<TilePath, byte[]> fullTiles;
  private long size;

  private static final class Edge {
    private final byte[] hashes = new byte[TilePath.FULL * MerkleHash.BYTES];
    private int count;
  }

  /**
   * An empty tree.
   *
   * @param fullTiles is given each tile as it becomes full
   */
  public GrowingTree(BiConsumer<TilePath, byte[]> fullTiles) {
    this.fullTiles = fullTiles;
  }

  /**
   * A tree that goes on where another stopped.
   *
   * @param source knows the tiles of the right edge
   * @throws MissingTileException if it does not
   */
  static GrowingTree at(long size, TileSource source, BiConsumer<TilePath, byte[]> fullTiles) {
    GrowingTree tree = new GrowingTree(fullTiles);
    tree.size = size;
    int level = 0;
    for (long hashes = size; hashes > 0; hashes /= TilePath.FULL) {
      Edge edge = tree.edge(level);
      edge.count = (int) (hashes % TilePath.FULL);
      if (edge.count > 0) {
        TilePath path = new TilePath(level, hashes / TilePath.FULL, edge.count);
        byte[] known = source.tile(path).orElseThrow(() -> new MissingTileException(path));
        if (known.length != edge.count * MerkleHash.BYTES) {
          throw new MissingTileException(path);
        }
        System.arraycopy(known, 0, edge.hashes, 0, known.length);
      }
      level++;
    }
    return tree;
  }

  /** How many leaves it has. */
  public long size() {
    return size;
  }

  /** Adds a leaf by its hash. */
  public void add(byte[] leafHash) {
    add(0, size, leafHash);
    size++;
  }

  private void add(int level, long index, byte[] hash) {
    Edge edge = edge(level);
    System.arraycopy(hash, 0, edge.hashes, edge.count * MerkleHash.BYTES, MerkleHash.BYTES);
    edge.count++;
    if (edge.count == TilePath.FULL) {
      edge.count = 0;
      long number = index / TilePath.FULL;
      fullTiles.accept(new TilePath(level, number, TilePath.FULL), edge.hashes.clone());
      add(level + 1, number, MerkleHash.ofSubtree(edge.hashes, 0, TilePath.FULL));
    }
  }

  /** The root as of now. */
  public byte[] root() {
    byte @Nullable [] root = null;
    for (Edge edge : edges) {
      // The full subtrees within a tile, from the smallest, which is the rightmost.
      int end = edge.count;
      for (int count = 1; end > 0; count *= 2) {
        if ((end & count) != 0) {
          end -= count;
          byte[] left = MerkleHash.ofSubtree(edge.hashes, end, count);
          root = root == null ? left : MerkleHash.ofNode(left, root);
        }
      }
    }
    return root == null ? MerkleHash.ofNothing() : root;
  }

  /** Passes the tiles that are not full. */
  public void partialTiles(BiConsumer<TilePath, byte[]> tiles) {
    long hashes = size;
    for (int level = 0; level < edges.size(); level++) {
      Edge edge = edges.get(level);
      if (edge.count > 0) {
        tiles.accept(
            new TilePath(level, hashes / TilePath.FULL, edge.count),
            Arrays.copyOf(edge.hashes, edge.count * MerkleHash.BYTES));
      }
      hashes /= TilePath.FULL;
    }
  }

  private Edge edge(int level) {
    while (edges.size() <= level) {
      edges.add(new Edge());
    }
    return edges.get(level);
  }
}
