package io.annals.transparency;

import io.annals.api.log.TilePath;

/** A tile that a tree of this size must have is not there, or has not the length that it must. */
public final class MissingTileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TilePath path;

  MissingTileException(TilePath path) {
    super("The tile " + path + " is missing.");
    this.path = path;
  }

  /** Which one. */
  public TilePath path() {
    return path;
  }
}
