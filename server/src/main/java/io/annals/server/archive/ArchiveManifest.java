package io.annals.server.archive;

import io.annals.api.blob.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an archive consists of. A file that is not named here is none of its parts.
 *
 * @param format {@value #FORMAT}
 * @param version of the format
 * @param redacted whether it shows what everybody may see only; it cannot be restored then
 * @param head the position of the last event
 * @param time when it was finished, RFC 3339; null while it is not
 * @param events in order, without a gap
 * @param blobs packs of code
 * @param keys null in a redacted one, and while it is not finished
 * @param tree the hash of all events
 */
record ArchiveManifest(
    String format,
    int version,
    boolean redacted,
    long head,
    @Nullable String time,
    List<Events> events,
    List<Blobs> blobs,
    @Nullable Keys keys,
    @Nullable Tree tree) {
  static final String FORMAT = "annals-archive";
  static final int VERSION = 1;

  /** A file of the archive. */
  interface Part {
    /** Its path in the folder, with slashes. */
    String file();

    /** Of its bytes as they lie there. */
    Digest digest();

    /** How many these are. */
    long bytes();
  }

  /** The events from one position to another. */
  record Events(String file, Digest digest, long bytes, long first, long last) implements Part {}

  /** Some blobs. */
  record Blobs(String file, Digest digest, long bytes, long blobs) implements Part {}

  /** All keys. */
  record Keys(String file, Digest digest, long bytes, long rows) implements Part {}

  /**
   * The Merkle tree of the transparency log over the events.
   *
   * @param size how many events it covers
   * @param root its hash, in hexadecimal
   * @param edge the hashes of the full subtrees that it consists of, the largest first: what is
   *     needed to go on
   * @param signed the last checkpoint of the registry, null for none; it may cover fewer events
   */
  record Tree(long size, String root, List<String> edge, @Nullable SignedHead signed) {}

  static ArchiveManifest empty(boolean redacted) {
    return new ArchiveManifest(
        FORMAT, VERSION, redacted, 0, null, List.of(), List.of(), null, null);
  }

  /** The position of the last event that a file of it holds. */
  long lastEvent() {
    return events.isEmpty() ? 0 : events.get(events.size() - 1).last();
  }

  long blobCount() {
    return blobs.stream().mapToLong(Blobs::blobs).sum();
  }

  /** All its files. */
  List<Part> parts() {
    return Stream.<Part>concat(
            Stream.concat(events.stream(), blobs.stream()), Stream.ofNullable(keys))
        .toList();
  }

  ArchiveManifest with(Events more, Tree grown) {
    List<Events> all = new ArrayList<>(events);
    all.add(more);
    return new ArchiveManifest(
        format, version, redacted, head, time, List.copyOf(all), blobs, keys, grown);
  }

  ArchiveManifest with(Blobs more) {
    List<Blobs> all = new ArrayList<>(blobs);
    all.add(more);
    return new ArchiveManifest(
        format, version, redacted, head, time, events, List.copyOf(all), keys, tree);
  }

  ArchiveManifest without(List<Blobs> less) {
    List<Blobs> all = new ArrayList<>(blobs);
    all.removeAll(less);
    return new ArchiveManifest(
        format, version, redacted, head, time, events, List.copyOf(all), keys, tree);
  }

  ArchiveManifest finished(long newHead, String at, @Nullable Keys newKeys, Tree finalTree) {
    return new ArchiveManifest(
        format, version, redacted, newHead, at, events, blobs, newKeys, finalTree);
  }
}
