package io.annals.transparency;

import io.annals.api.log.RecordedEvent;
import java.util.List;
import java.util.Optional;

/**
 * Compares some of the events with what was signed of them: those that a credential of one
 * namespace shows. It tells that each is in the log and was not changed, and that earlier
 * checkpoints are the beginning of today's; whether the registry kept one back it cannot tell.
 *
 * <p>Not thread-safe.
 */
public final class PartialCheck {
  private final SignedLog log;
  private final List<SignedHead> earlier;
  private final Seen ids = new Seen();
  private long checked;
  private long position;

  /**
   * @param earlier checkpoints that were given away before, verified
   */
  public PartialCheck(SignedLog log, List<SignedHead> earlier) {
    this.log = log;
    this.earlier = List.copyOf(earlier);
  }

  /** How many events fit so far. */
  public long checked() {
    return checked;
  }

  /** Looks at the checkpoints, before the events. */
  public Optional<Finding> begin() {
    Checkpoint now = log.signed();
    for (SignedHead head : earlier) {
      Checkpoint then = head.checkpoint();
      try {
        if (then.size() > now.size()
            || !Proofs.isConsistent(
                then.root(),
                then.size(),
                now.root(),
                now.size(),
                log.tree().consistencyProof(then.size()))) {
          return Optional.of(
              Finding.ofNoEvent(
                  "the log is not a continuation of "
                      + head.place()
                      + ", which has signed "
                      + then.size()
                      + " events"));
        }
      } catch (MissingTileException e) {
        return Optional.of(Finding.ofNoEvent("the log's tile/" + e.path() + " is missing"));
      }
    }
    return Optional.empty();
  }

  /** Looks at the next event in its public form, of those up to the checkpoint's size. */
  public Optional<Finding> event(RecordedEvent event) {
    if (event.position() <= position) {
      return found(event, "it comes after position " + position);
    }
    position = event.position();
    long index = position - 1;
    byte[] entry = LogEntry.ofPublic(event);
    if (!log.isAuthentic(index)) {
      return Optional.of(
          Finding.ofNoEvent("the log's tile/" + log.pathOf(index) + " is not what was signed"));
    }
    if (!log.hasLeaf(index, MerkleHash.ofLeaf(entry))) {
      return found(event, log.difference(index, entry));
    }
    long twin = ids.put(event.eventId(), position);
    if (twin >= 0) {
      return found(event, "the event at position " + twin + " has the same id");
    }
    checked++;
    return Optional.empty();
  }

  private static Optional<Finding> found(RecordedEvent event, String sentence) {
    return Optional.of(Finding.of(event.position(), event.eventId(), sentence));
  }
}
