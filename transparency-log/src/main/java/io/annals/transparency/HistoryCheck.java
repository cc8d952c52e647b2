package io.annals.transparency;

import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TilePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the whole history with what was signed of it, one event after the other, and finds the
 * first that does not fit. It makes the tree anew from the events: where its root is the signed
 * one, every event is what was signed, and what differs is the log's own storage; where it is not,
 * an event is, and the tiles tell which.
 *
 * <p>Not thread-safe.
 */
public final class HistoryCheck {
  /** Where the events come from. */
  public enum Origin {
    /** As they are stored; the entries that the log keeps are at hand, and are compared too. */
    STORE,
    /** As the feed shows them; the entries are asked for only to explain what differs. */
    FEED
  }

  private final @Nullable SignedLog log;
  private final Origin origin;
  private final List<SignedHead> earlier;
  private final GrowingTree tree = new GrowingTree(this::compareTile);
  private final Seen ids = new Seen();
  private final Seen streams = new Seen();
  private final List<byte[]> entries = new ArrayList<>();
  private int nextEarlier;
  private long provenUpTo;

  /** An event that differs from a tile that was itself changed: the root tells which of the two. */
  private @Nullable Finding suspect;

  /** The first tile that is not what the tile above it says. */
  private @Nullable TilePath doubtful;

  /** The first part of the log's own storage that is not what it should be. */
  private @Nullable TilePath damaged;

  /**
   * @param log what was signed; null where there is none, and only earlier checkpoints are to be
   *     compared with
   * @param earlier checkpoints that were given away before, verified
   * @param origin where the events come from
   */
  public HistoryCheck(@Nullable SignedLog log, List<SignedHead> earlier, Origin origin) {
    this.log = log;
    this.origin = origin;
    this.earlier =
        earlier.stream().sorted(Comparator.comparingLong(one -> one.checkpoint().size())).toList();
  }

  /** How many events fit so far. */
  public long checked() {
    return tree.size();
  }

  /**
   * Looks at the next event.
   *
   * @return what does not fit; nothing more may be asked then
   */
  public Optional<Finding> event(RecordedEvent event) {
    Optional<Finding> early = compareEarlier();
    if (early.isPresent()) {
      return early;
    }
    long expected = tree.size() + 1;
    if (event.position() > expected) {
      return Optional.of(missing(expected, "the next one is at position " + event.position()));
    }
    if (event.position() < expected) {
      return found(event, "it comes after position " + (expected - 1));
    }
    if (log != null && expected > log.signed().size()) {
      return found(
          event,
          "it is not in the signed log, which ends at position "
              + log.signed().size()
              + ". Somebody added it, or the registry was killed before it signed it; start it,"
              + " see whether the event should be there, and verify again");
    }
    byte[] entry = origin == Origin.STORE ? LogEntry.of(event) : LogEntry.ofPublic(event);
    byte[] hash = MerkleHash.ofLeaf(entry);
    Optional<Finding> different =
        log == null ? Optional.empty() : compareLeaf(log, event, entry, hash);
    if (different.isPresent()) {
      return different;
    }
    Optional<Finding> misplaced = compareStream(event);
    if (misplaced.isPresent()) {
      return misplaced;
    }
    if (log != null && origin == Origin.STORE) {
      compareEntry(log, event, entry);
    }
    tree.add(hash);
    return Optional.empty();
  }

  /** Concludes, when there are no more events. */
  public Optional<Finding> finish() {
    Optional<Finding> early = compareEarlier();
    if (early.isPresent()) {
      return early;
    }
    if (log != null && tree.size() < log.signed().size()) {
      return Optional.of(
          missing(tree.size() + 1, "the log has signed " + log.signed().size() + " events"));
    }
    if (nextEarlier < earlier.size()) {
      SignedHead beyond = earlier.get(nextEarlier);
      return Optional.of(
          missing(
              tree.size() + 1,
              beyond.place() + " has signed " + beyond.checkpoint().size() + " events"));
    }
    if (log == null) {
      return Optional.empty();
    }
    tree.partialTiles(this::compareTile);
    if (Arrays.equals(tree.root(), log.signed().root())) {
      return Optional.ofNullable(damaged)
          .map(
              path ->
                  Finding.ofNoEvent(
                      "the log's tile/" + path + " is not what was signed; the events are"));
    }
    return Optional.of(
        suspect != null
            ? suspect
            : Finding.ofNoEvent(
                "the events are not those that the checkpoint has signed, and the log was changed"
                    + " with them: at least one of the events at positions "
                    + range()
                    + " differs"));
  }

  private String range() {
    if (doubtful != null) {
      long first = doubtful.number() * TilePath.FULL;
      return (first + 1) + " to " + (first + doubtful.width());
    }
    return (provenUpTo + 1) + " to " + tree.size();
  }

  private Optional<Finding> compareEarlier() {
    while (nextEarlier < earlier.size()
        && earlier.get(nextEarlier).checkpoint().size() <= tree.size()) {
      SignedHead head = earlier.get(nextEarlier);
      Checkpoint then = head.checkpoint();
      if (!Arrays.equals(then.root(), tree.root())) {
        return Optional.of(
            Finding.ofNoEvent(
                "the first "
                    + then.size()
                    + " events are not those that "
                    + head.place()
                    + " has signed: at least one of the events at positions "
                    + (provenUpTo + 1)
                    + " to "
                    + then.size()
                    + " was changed since"));
      }
      provenUpTo = then.size();
      nextEarlier++;
    }
    return Optional.empty();
  }

  private Optional<Finding> compareLeaf(
      SignedLog with, RecordedEvent event, byte[] entry, byte[] hash) {
    long index = tree.size();
    boolean same = with.hasLeaf(index, hash);
    if (same && with.isAuthentic(index)) {
      return Optional.empty();
    }
    if (with.isAuthentic(index)) {
      return found(event, with.difference(index, entry));
    }
    if (doubtful == null && with.hasAuthenticEdge()) {
      doubtful = with.pathOf(index);
    }
    if (!same && suspect == null) {
      suspect = Finding.of(event.position(), event.eventId(), with.difference(index, entry));
    }
    return Optional.empty();
  }

  private Optional<Finding> compareStream(RecordedEvent event) {
    long twin = ids.put(event.eventId(), event.position());
    if (twin >= 0) {
      return found(event, "the event at position " + twin + " has the same id");
    }
    long before = streams.put(event.aggregateId(), event.sequence());
    if (event.sequence() == before + 1) {
      return Optional.empty();
    }
    String place =
        before < 0
            ? ", but it is the first event of " + event.aggregateId()
            : ", but it follows " + before + " in " + event.aggregateId();
    return found(event, "sequence is " + event.sequence() + place);
  }

  /** Bundle by bundle. Where a tile was changed together with its event, only the entry tells. */
  private void compareEntry(SignedLog with, RecordedEvent event, byte[] entry) {
    entries.add(entry);
    if (entries.size() < TilePath.FULL && event.position() < with.signed().size()) {
      return;
    }
    long number = (event.position() - 1) / TilePath.FULL;
    List<byte[]> kept = with.bundle(number);
    if (kept.size() != entries.size()) {
      damage(new TilePath(TilePath.ENTRIES, number, entries.size()));
    }
    for (int i = 0; i < Math.min(kept.size(), entries.size()); i++) {
      if (!Arrays.equals(kept.get(i), entries.get(i))) {
        damage(new TilePath(TilePath.ENTRIES, number, entries.size()));
        if (suspect == null) {
          suspect =
              Finding.of(
                  number * TilePath.FULL + i + 1,
                  LogEntry.members(entries.get(i)).get("event_id"),
                  "the log's entry says otherwise. "
                      + SignedLog.sentence(LogEntry.differences(kept.get(i), entries.get(i))));
        }
        break;
      }
    }
    entries.clear();
  }

  private void compareTile(TilePath path, byte[] hashes) {
    if (log != null && !log.keeps(path, hashes)) {
      damage(path);
    }
  }

  private Finding missing(long position, String why) {
    Map<String, String> was =
        log == null ? Map.of() : log.entry(position - 1).map(LogEntry::members).orElse(Map.of());
    String about =
        was.isEmpty()
            ? ""
            : " ("
                + was.get("type")
                + " of "
                + was.get("aggregate_id")
                + ", "
                + was.get("time")
                + ")";
    return Finding.of(position, was.get("event_id"), "the event" + about + " is missing: " + why);
  }

  private void damage(TilePath path) {
    if (damaged == null) {
      damaged = path;
    }
  }

  private static Optional<Finding> found(RecordedEvent event, String sentence) {
    return Optional.of(Finding.of(event.position(), event.eventId(), sentence));
  }
}
