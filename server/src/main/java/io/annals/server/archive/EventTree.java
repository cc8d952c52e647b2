package io.annals.server.archive;

import io.annals.api.log.RecordedEvent;
import io.annals.server.archive.ArchiveManifest.Tree;
import io.annals.transparency.Checkpoint;
import io.annals.transparency.LogEntry;
import io.annals.transparency.MerkleHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of the transparency log over the events in their order. It keeps one hash for
 * each full subtree, so the memory that it takes hardly grows, and compares itself with what was
 * signed when it has the size of that.
 *
 * <p>Not thread-safe.
 */
final class EventTree {
  private static final HexFormat HEX = HexFormat.of();

  private final List<byte[]> edge = new ArrayList<>();
  private final @Nullable SignedHead signed;
  private final @Nullable Checkpoint expected;
  private long size;

  /**
   * @param start what to go on from; null for the start
   * @param signed what was signed of it; null for nothing
   * @throws ArchiveException if the start is no tree, or the signature wrong
   */
  EventTree(@Nullable Tree start, @Nullable SignedHead signed) {
    this.signed = signed;
    this.expected = signed == null ? null : signed.verified();
    if (start != null) {
      size = start.size();
      start.edge().forEach(hash -> edge.add(HEX.parseHex(hash)));
      if (edge.size() != Long.bitCount(size) || !root().equals(start.root())) {
        throw new ArchiveException("the manifest is damaged: its tree has another root");
      }
    }
    requireSigned();
  }

  void add(RecordedEvent event) {
    byte[] hash = MerkleHash.ofLeaf(LogEntry.of(event));
    for (long full = size; (full & 1) == 1; full >>= 1) {
      hash = MerkleHash.ofNode(edge.remove(edge.size() - 1), hash);
    }
    edge.add(hash);
    size++;
    requireSigned();
  }

  long size() {
    return size;
  }

  /** In hexadecimal. */
  String root() {
    return HEX.formatHex(hash());
  }

  /** What the manifest keeps of it. */
  Tree state() {
    return new Tree(size, root(), edge.stream().map(HEX::formatHex).toList(), signed);
  }

  private byte[] hash() {
    if (edge.isEmpty()) {
      return MerkleHash.ofNothing();
    }
    byte[] hash = edge.get(edge.size() - 1);
    for (int i = edge.size() - 2; i >= 0; i--) {
      hash = MerkleHash.ofNode(edge.get(i), hash);
    }
    return hash;
  }

  private void requireSigned() {
    if (expected != null && expected.size() == size && !Arrays.equals(expected.root(), hash())) {
      throw new ArchiveException(
          "the events up to "
              + size
              + " are not those that the log has signed; 'annals verify' says where");
    }
  }
}
