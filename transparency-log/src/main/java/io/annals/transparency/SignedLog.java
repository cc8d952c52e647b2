package io.annals.transparency;

import io.annals.api.log.TilePath;
import io.annals.api.log.TransparencyLog;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log as of one verified checkpoint, and what can still be believed of it where parts of it were
 * changed. Not thread-safe.
 */
public final class SignedLog {
  private final TransparencyLog log;
  private final Checkpoint signed;
  private final AuthenticTiles tiles;
  private @Nullable TilePath path;
  private byte @Nullable [] tile;

  /**
   * @param head a checkpoint of this log
   */
  public SignedLog(TransparencyLog log, SignedHead head) {
    this.log = log;
    this.signed = head.checkpoint();
    this.tiles = new AuthenticTiles(signed, log::tile);
  }

  Checkpoint signed() {
    return signed;
  }

  TiledTree tree() {
    return new TiledTree(signed.size(), log::tile);
  }

  /** The tile that has the leaf of this index. */
  TilePath pathOf(long index) {
    return TiledTree.path(signed.size(), 0, index / TilePath.FULL);
  }

  /** Whether the log says of a leaf that it has this hash. */
  boolean hasLeaf(long index, byte[] hash) {
    TilePath wanted = pathOf(index);
    if (!wanted.equals(path)) {
      path = wanted;
      tile = tiles.tile(0, wanted.number()).orElse(null);
    }
    int at = (int) (index % TilePath.FULL) * MerkleHash.BYTES;
    return tile != null && Arrays.equals(hash, Arrays.copyOfRange(tile, at, at + MerkleHash.BYTES));
  }

  /** Whether the tile that has the leaf is the one that was signed. */
  boolean isAuthentic(long index) {
    return tiles.isAuthentic(0, index / TilePath.FULL);
  }

  /** Whether the tiles that are not full are those that were signed. */
  boolean hasAuthenticEdge() {
    return tiles.edgeIsAuthentic();
  }

  /** Whether a tile, in its width, is kept as it should be. */
  boolean keeps(TilePath wanted, byte[] hashes) {
    return log.tile(wanted).filter(kept -> Arrays.equals(kept, hashes)).isPresent();
  }

  /** The entries of a bundle as far as they are signed; none where it is damaged. */
  List<byte[]> bundle(long number) {
    try {
      int width = TiledTree.path(signed.size(), 0, number).width();
      return log.entries(new TilePath(TilePath.ENTRIES, number, width))
          .map(EntryBundle::read)
          .orElse(List.of());
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The entry that was signed, if the log still has it and it hashes to its leaf. */
  Optional<byte[]> entry(long index) {
    if (index >= signed.size()) {
      return Optional.empty();
    }
    List<byte[]> bundle = bundle(index / TilePath.FULL);
    int within = (int) (index % TilePath.FULL);
    return within < bundle.size() && hasLeaf(index, MerkleHash.ofLeaf(bundle.get(within)))
        ? Optional.of(bundle.get(within))
        : Optional.empty();
  }

  /** In which columns an event differs, as far as the log still has its entry. */
  String difference(long index, byte[] found) {
    return entry(index)
        .map(then -> sentence(LogEntry.differences(then, found)))
        .filter(sentence -> !sentence.isEmpty())
        .orElse("it is not what was signed");
  }

  static String sentence(List<LogEntry.Difference> differences) {
    StringBuilder sentence = new StringBuilder();
    for (LogEntry.Difference one : differences) {
      sentence
          .append(sentence.isEmpty() ? "" : "; ")
          .append(one.column())
          .append(" is not what was signed: signed ")
          .append(one.signed())
          .append(", found ")
          .append(one.found());
    }
    return sentence.toString();
  }
}
