package io.annals.transparency;

import io.annals.api.log.TilePath;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether tiles are those of the tree that was signed: the tiles of the right edge make its
 * root, and every full tile hashes to what stands in the tile above it. Not thread-safe.
 */
final class AuthenticTiles {
  private final Checkpoint signed;
  private final TileSource source;
  private @Nullable Boolean edge;
  private final long[] lastFull = {-1, -1, -1, -1, -1, -1, -1, -1};

  AuthenticTiles(Checkpoint signed, TileSource source) {
    this.signed = signed;
    this.source = source;
  }

  /** A tile as the signed tree has it, whether authentic or not; empty where it is not there. */
  Optional<byte[]> tile(int level, long number) {
    TilePath path = TiledTree.path(signed.size(), level, number);
    return source.tile(path).filter(hashes -> hashes.length == path.width() * MerkleHash.BYTES);
  }

  boolean isAuthentic(int level, long number) {
    if (level < lastFull.length && lastFull[level] == number) {
      return true;
    }
    Optional<byte[]> tile = tile(level, number);
    if (tile.isEmpty() || !edgeIsAuthentic()) {
      return false;
    }
    if (TiledTree.path(signed.size(), level, number).width() < TilePath.FULL) {
      return true;
    }
    long above = number / TilePath.FULL;
    Optional<byte[]> parent = tile(level + 1, above);
    int at = (int) (number % TilePath.FULL) * MerkleHash.BYTES;
    boolean authentic =
        parent.isPresent()
            && isAuthentic(level + 1, above)
            && Arrays.equals(
                Arrays.copyOfRange(parent.get(), at, at + MerkleHash.BYTES),
                MerkleHash.ofSubtree(tile.get(), 0, TilePath.FULL));
    if (authentic && level < lastFull.length) {
      lastFull[level] = number;
    }
    return authentic;
  }

  /** Whether the tiles that are not full make the root. */
  boolean edgeIsAuthentic() {
    if (edge == null) {
      try {
        byte[] root = GrowingTree.at(signed.size(), source, (path, hashes) -> {}).root();
        edge = Arrays.equals(root, signed.root());
      } catch (MissingTileException e) {
        edge = false;
      }
    }
    return edge;
  }
}
