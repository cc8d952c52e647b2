package io.annals.server.verifying;

import io.annals.api.log.TilePath;
import io.annals.api.log.TransparencyLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The log of a running registry, as it serves it. Remembers the last tiles. Not thread-safe. */
final class RemoteLog implements TransparencyLog {
  private static final int REMEMBERED = 128;

  private final RemoteRegistry registry;
  private final Map<TilePath, Optional<byte[]>> tiles =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, Optional<byte[]>> eldest) {
          return size() > REMEMBERED;
        }
      };

  RemoteLog(RemoteRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String checkpoint() {
    return registry.text("/log/checkpoint");
  }

  @Override
  public String verifierKey() {
    return registry.text("/log/key").strip();
  }

  @Override
  public Optional<byte[]> tile(TilePath path) {
    return tiles.computeIfAbsent(path, p -> registry.bytes("/log/tile/" + p));
  }

  /** Empty also where the key may not see them: they only explain what a tile has proven. */
  @Override
  public Optional<byte[]> entries(TilePath path) {
    return tiles.computeIfAbsent(path, p -> registry.bytes("/log/tile/" + p));
  }
}
