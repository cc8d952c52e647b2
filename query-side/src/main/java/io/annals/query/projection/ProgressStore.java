package io.annals.query.projection;

import io.annals.query.database.Vendor;
import io.annals.query.database.ViewDatabase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps the projection's token beside the views, so that both commit as one. Of several processes,
 * one at a time has the claim; a claim that is not renewed for {@link Vendor#claimMillis} is up for
 * the others. Methods work in the current transaction.
 */
public final class ProgressStore implements TokenStore {
  private static final String ROW = " WHERE processor = ? AND segment = ?";
  private static final String POSITION = "SELECT position, replay_until FROM progress" + ROW;

  private final Vendor vendor;
  private final JdbcTemplate jdbc;
  private final Progress progress;
  private final Runnable onClaim;
  private final LongSupplier head;
  private final String owner = UUID.randomUUID().toString();

  /**
   * @param onClaim called when the claim is taken: another process may have written since
   * @param head the position of the newest event
   */
  public ProgressStore(
      ViewDatabase database, Progress progress, Runnable onClaim, LongSupplier head) {
    this.vendor = database.vendor();
    this.jdbc = database.writes();
    this.progress = progress;
    this.onClaim = onClaim;
    this.head = head;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnableToClaimTokenException if another process has the claim by now; its views then
   *     stand, and this transaction must not commit
   */
  @Override
  public void storeToken(@Nullable TrackingToken token, String processor, int segment) {
    long position = token == null ? Progress.NOTHING : token.position().orElseThrow();
    int updated =
        jdbc.update(
            "UPDATE progress SET position = ?, claim_time = "
                + vendor.nowMillis()
                + ROW
                + " AND owner = ?",
            position,
            processor,
            segment,
            owner);
    if (updated == 0) {
      begin(position, processor, segment);
    } else if (progress.isOurs()) {
      progress.claimed(vendor.claimMillis());
    }
    vendor
        .announcement()
        .ifPresent(
            sql ->
                jdbc.query(
                    sql,
                    row -> {},
                    ViewNews.CHANNEL,
                    ViewNews.message(owner, processor, position)));
    if (CurrentUnitOfWork.isStarted()) {
      CurrentUnitOfWork.get().afterCommit(unit -> progress.reached(position));
    } else {
      progress.reached(position);
    }
  }

  private void begin(long position, String processor, int segment) {
    // Views that start from nothing repeat what was shown before, if anything ever was.
    long until = head.getAsLong();
    int inserted =
        jdbc.update(
            "INSERT INTO progress (processor, segment, position, replay_until, owner, claim_time)"
                + " VALUES (?, ?, ?, ?, ?, "
                + vendor.nowMillis()
                + ") ON CONFLICT DO NOTHING",
            processor,
            segment,
            position,
            until,
            owner);
    if (inserted == 0) {
      throw lost(processor);
    }
    progress.replays(until);
  }

  @Override
  public @Nullable TrackingToken fetchToken(String processor, int segment) {
    int claimed =
        jdbc.update(
            "UPDATE progress SET owner = ?, claim_time = "
                + vendor.nowMillis()
                + ROW
                + " AND (owner = ? OR "
                + vendor.free()
                + ")",
            owner,
            processor,
            segment,
            owner);
    if (claimed == 0) {
      look(processor, segment);
      throw lost(processor);
    }
    progress.claimed(vendor.claimMillis());
    refresh(processor, segment);
    onClaim.run();
    long position = progress.position();
    return position < 0 ? null : new GlobalSequenceTrackingToken(position);
  }

  /** Takes the claim from whoever has it, waiting for the end of a transaction that uses it. */
  void seize(String processor, int segment) {
    int seized;
    do {
      seized =
          jdbc.update(
              "UPDATE progress SET owner = ?, claim_time = " + vendor.nowMillis() + ROW,
              owner,
              processor,
              segment);
      // While it waited, a copy may have taken the place of the table that it waited for.
    } while (seized > 0 && !has(processor, segment));
    refresh(processor, segment);
    onClaim.run();
  }

  private boolean has(String processor, int segment) {
    Integer rows =
        jdbc.queryForObject(
            "SELECT COUNT(*) FROM progress" + ROW + " AND owner = ?",
            Integer.class,
            processor,
            segment,
            owner);
    return rows != null && rows > 0;
  }

  /** Learns how far the views have come from a row that only this process may write. */
  private void refresh(String processor, int segment) {
    jdbc.query(
        POSITION,
        row -> {
          progress.replays(row.getLong("replay_until"));
          progress.reached(row.getLong("position"));
        },
        processor,
        segment);
  }

  /**
   * Learns how far the views have come from a row that others may be writing. It may not be news:
   * what was committed or heard meanwhile is later than the look.
   */
  void look(String processor, int segment) {
    long begun = progress.beginLook();
    jdbc.query(
        POSITION,
        row -> {
          progress.looked(begun, row.getLong("position"), row.getLong("replay_until"));
        },
        processor,
        segment);
  }

  /** Whether a processor has begun, and its claim is there for anybody. */
  boolean isFree(String processor, int segment) {
    Integer rows =
        jdbc.queryForObject(
            "SELECT COUNT(*) FROM progress" + ROW + " AND " + vendor.free(),
            Integer.class,
            processor,
            segment);
    return rows != null && rows > 0;
  }

  /** Whether a claim of this name is this store's. */
  boolean isOwner(String name) {
    return owner.equals(name);
  }

  @Override
  public void extendClaim(String processor, int segment) {
    if (vendor == Vendor.SQLITE) {
      return;
    }
    int updated =
        jdbc.update(
            "UPDATE progress SET claim_time = " + vendor.nowMillis() + ROW + " AND owner = ?",
            processor,
            segment,
            owner);
    if (updated == 0) {
      throw lost(processor);
    }
    progress.claimed(vendor.claimMillis());
  }

  @Override
  public void releaseClaim(String processor, int segment) {
    progress.notOurs();
    jdbc.update(
        "UPDATE progress SET owner = NULL" + ROW + " AND owner = ?", processor, segment, owner);
  }

  @Override
  public int[] fetchSegments(String processor) {
    List<Integer> segments =
        jdbc.queryForList(
            "SELECT segment FROM progress WHERE processor = ? ORDER BY segment",
            Integer.class,
            processor);
    return segments.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Optional<String> retrieveStorageIdentifier() {
    return Optional.of("views");
  }

  private UnableToClaimTokenException lost(String processor) {
    progress.notOurs();
    return new UnableToClaimTokenException(
        "Another process carries on the views of " + processor + ".");
  }
}
