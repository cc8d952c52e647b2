package io.annals.server.verifying;

import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TransparencyLog;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.Progress;
import io.annals.transparency.Finding;
import io.annals.transparency.HistoryCheck;
import io.annals.transparency.NotSignedException;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.SignedHead;
import io.annals.transparency.SignedLog;
import io.annals.transparency.SqlTransparencyLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies what a registry keeps: all events against the log, all blobs against their digests. */
public final class StoreVerification {
  private static final int PAGE = 1_000;

  /** A log that stands still for so long belongs to no running registry. */
  private static final Duration STANDSTILL = Duration.ofSeconds(4);

  private static final long LOOK_MILLIS = 50;

  private final StoredRegistry registry;
  private final @Nullable SqlTransparencyLog log;
  private final Progress progress;

  /**
   * @param log null where the store has none
   */
  public StoreVerification(
      StoredRegistry registry, @Nullable SqlTransparencyLog log, Progress progress) {
    this.registry = registry;
    this.log = log == null || log.isEmpty() ? null : log;
    this.progress = progress;
  }

  /**
   * Verifies.
   *
   * @throws UnverifiableException if there is nothing to compare with
   */
  public Verdict run(Expectation expected) throws InterruptedException {
    if (log == null && expected.checkpoints().isEmpty()) {
      throw new UnverifiableException(
          "the store has no signed log to compare with; start the registry once, or name a"
              + " checkpoint that you kept with --checkpoint and the public key with --key",
          null);
    }
    if (log == null && expected.key() == null) {
      throw new UnverifiableException(
          "the store has no log that says with which key the checkpoint was signed; name it with"
              + " --key",
          null);
    }
    long head = registry.head();
    String note = log == null ? null : newest(log, head);
    List<SignedHead> earlier;
    SignedHead signed;
    try {
      NoteVerifier key = key(expected, log);
      signed = note == null ? null : SignedHead.of(note, key, "the log's checkpoint");
      earlier = expected.earlier(key);
    } catch (IllegalArgumentException | NotSignedException e) {
      return Verdict.against(String.valueOf(e.getMessage()));
    }
    SignedLog against = signed == null || log == null ? null : new SignedLog(log, signed);
    HistoryCheck check = new HistoryCheck(against, earlier, HistoryCheck.Origin.STORE);
    long last = signed == null ? head : Math.max(head, signed.checkpoint().size());
    Optional<Finding> finding = events(check, last);
    long blobs = 0;
    if (finding.isEmpty()) {
      blobs = registry.blobCount();
      finding = new BlobVerification(registry, progress).run(blobs);
    }
    return finding
        .map(Verdict::against)
        .orElse(
            new Verdict(
                null,
                "verified: all "
                    + check.checked()
                    + " events"
                    + (signed == null
                        ? ""
                        : " are what " + signed.checkpoint().origin() + " signed")
                    + Verdict.continues(earlier)
                    + "; "
                    + blobs
                    + " blobs",
                note));
  }

  private static NoteVerifier key(Expectation expected, @Nullable TransparencyLog log) {
    NoteVerifier pinned = expected.key();
    return pinned == null && log != null ? expected.keyOf(log) : Objects.requireNonNull(pinned);
  }

  /** The checkpoint once it covers what was stored when the check began; a server signs behind. */
  private static String newest(SqlTransparencyLog log, long head) throws InterruptedException {
    long moved = System.nanoTime();
    long size = log.size();
    while (size < head && System.nanoTime() - moved < STANDSTILL.toNanos()) {
      Thread.sleep(LOOK_MILLIS);
      long now = log.size();
      if (now != size) {
        size = now;
        moved = System.nanoTime();
      }
    }
    return log.checkpoint();
  }

  private Optional<Finding> events(HistoryCheck check, long last) {
    progress.begin("events", last);
    long position = Long.MIN_VALUE;
    while (true) {
      List<RecordedEvent> page = registry.after(position, PAGE);
      for (RecordedEvent event : page) {
        if (event.position() > last && check.checked() >= last) {
          return check.finish();
        }
        Optional<Finding> finding = check.event(event);
        if (finding.isPresent()) {
          return finding;
        }
        position = event.position();
      }
      if (page.isEmpty()) {
        return check.finish();
      }
      progress.step(page.size());
    }
  }
}
