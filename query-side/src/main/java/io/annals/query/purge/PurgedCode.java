package io.annals.query.purge;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.ViewJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Removes the code of purged functions, as far as no other function names the same content. It
 * works in the background on what the views show, in steps that may be repeated: condemned at once,
 * so that it is not found any more, and removed after a while, when nobody can be about to name it.
 *
 * <p>While the views lag behind the events, are rebuilt, or lack events that were put aside,
 * nothing is touched: a function that they do not show may name the content.
 */
public final class PurgedCode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PurgedCode.class);

  private static final String PURGED =
      "SELECT DISTINCT function_row FROM history WHERE type = 'FunctionPurged'";
  private static final String FILES =
      "SELECT COALESCE(d.content, r.files) FROM revisions r"
          + " LEFT JOIN documents d ON d.digest = r.files WHERE r.function_row = ?";
  private static final String OTHERS =
      "SELECT r.function_row, r.number, COALESCE(d.content, r.files) AS text FROM revisions r"
          + " LEFT JOIN documents d ON d.digest = r.files"
          + " WHERE (r.function_row, r.number) > (?, ?)"
          + " AND r.function_row NOT IN ("
          + PURGED
          + ") ORDER BY r.function_row, r.number LIMIT ?";
  private static final String PUT_ASIDE = "SELECT 1 FROM dead_letters LIMIT 1";
  private static final int PAGE = 2_000;

  private final JdbcTemplate jdbc;
  private final BlobRemoval blobs;
  private final BooleanSupplier complete;
  private final Duration grace;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread;

  /** Purged functions of whose code nothing is left that only they named. */
  private final Set<Long> finished = new HashSet<>();

  /**
   * @param complete whether the views show every event that is stored
   * @param grace how long blobs stay condemned; longer than any command takes from finding a blob
   *     to storing the event that names it
   */
  public PurgedCode(
      ViewDatabase database,
      BlobRemoval blobs,
      BooleanSupplier complete,
      Duration grace,
      Clock clock) {
    this.jdbc = database.reads();
    this.blobs = blobs;
    this.complete = complete;
    this.grace = grace;
    this.clock = clock;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "annals-purged-code");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins to look for purged functions in this rhythm. */
  public void start(Duration rhythm) {
    thread.scheduleWithFixedDelay(this::tryToSweep, 0, rhythm.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tryToSweep() {
    try {
      sweep();
    } catch (RuntimeException e) {
      log.warn("Code of purged functions is still to be removed: {}", e.getMessage());
    }
  }

  /** Does all that can be done just now. */
  public synchronized void sweep() {
    List<Long> open = jdbc.queryForList(PURGED, Long.class);
    open.removeAll(finished);
    if (open.isEmpty() || !complete.getAsBoolean() || !jdbc.queryForList(PUT_ASIDE).isEmpty()) {
      return;
    }
    Set<Digest> named = new HashSet<>();
    open.forEach(row -> named.addAll(filesOf(row)));
    Collection<Digest> stored = named.isEmpty() ? List.of() : blobs.stored(named);
    if (stored.isEmpty()) {
      finished.addAll(open);
      return;
    }
    Set<Digest> unused = new HashSet<>(stored);
    unused.removeAll(namedByOthers(unused));
    Set<Digest> used = new HashSet<>(stored);
    used.removeAll(unused);
    if (!used.isEmpty()) {
      blobs.reprieve(used);
    }
    if (unused.isEmpty()) {
      finished.addAll(open);
      return;
    }
    Instant now = clock.instant();
    blobs.condemn(unused, now);
    int removed = blobs.remove(unused, now.minus(grace));
    if (removed > 0) {
      log.info("The code of purged functions is gone: {} files.", removed);
    }
  }

  private Set<Digest> filesOf(long row) {
    Set<Digest> digests = new HashSet<>();
    jdbc.queryForList(FILES, String.class, row).forEach(files -> digests.addAll(digests(files)));
    return digests;
  }

  /** Those of the digests that a function names which is not purged. */
  private Set<Digest> namedByOthers(Set<Digest> digests) {
    Set<Digest> named = new HashSet<>();
    long[] last = {-1, -1};
    int[] count = {0};
    do {
      count[0] = 0;
      jdbc.query(
          OTHERS,
          row -> {
            count[0]++;
            last[0] = row.getLong("function_row");
            last[1] = row.getLong("number");
            for (Digest digest : digests(row.getString("text"))) {
              if (digests.contains(digest)) {
                named.add(digest);
              }
            }
          },
          last[0],
          last[1],
          PAGE);
    } while (count[0] == PAGE && named.size() < digests.size());
    return named;
  }

  private static List<Digest> digests(String files) {
    return files.equals("{}")
        ? List.of()
        : ViewJson.readFiles(files).values().stream().map(FileRef::digest).toList();
  }

  /** Ends the thread; what is left to do is done after the next start. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
