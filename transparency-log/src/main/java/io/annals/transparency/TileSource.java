package io.annals.transparency;

import io.annals.api.log.TilePath;
import java.util.Optional;

/** Where the tiles of a tree come from: a database, or another's server. */
@FunctionalInterface
public interface TileSource {

  /**
   * A tile's hashes, one behind the other; as many as its width, or it is not the tile.
   *
   * @return empty if there is none
   */
  Optional<byte[]> tile(TilePath path);
}
