package io.annals.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * The last sequence of each aggregate, as far as it is remembered. It tells which appends of a
 * batch continue their streams and which conflict. Confined to the writer thread.
 */
final class Heads {
  /** Aggregates whose head is remembered. */
  private static final int REMEMBERED = 200_000;

  private static final long NO_STREAM = -1;

  private final StoreSql sql;
  private final Cache<String, Long> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  Heads(StoreSql sql) {
    this.sql = sql;
  }

  void forget() {
    known.invalidateAll();
  }

  void remember(Map<String, Long> heads) {
    known.putAll(heads);
  }

  /** The heads that these appends continue, asking the database once for those not remembered. */
  Batch load(WriterSession session, Collection<Work.Append> appends) throws SQLException {
    Map<String, Long> heads = new HashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (Work.Append append : appends) {
      for (EventRow row : append.rows()) {
        String id = row.aggregateId();
        Long head = known.getIfPresent(id);
        if (head == null) {
          missing.add(id);
        } else {
          heads.put(id, head);
        }
      }
    }
    if (!missing.isEmpty()) {
      Map<String, Long> found = sql.lastSequences(session, missing);
      missing.forEach(id -> heads.put(id, found.getOrDefault(id, NO_STREAM)));
    }
    return new Batch(heads);
  }

  /** The heads within one transaction, moving as appends are accepted. */
  static final class Batch {
    private final Map<String, Long> heads;
    private final Map<String, Long> moved = new HashMap<>();

    private Batch(Map<String, Long> heads) {
      this.heads = heads;
    }

    /** The heads that the accepted appends have moved. */
    Map<String, Long> moved() {
      return moved;
    }

    /**
     * Accepts the append if each of its events is the next of its stream.
     *
     * @return null if accepted, else what makes the exception for the caller
     */
    @Nullable Supplier<RuntimeException> accept(List<EventRow> rows) {
      Map<String, Long> next = new HashMap<>();
      for (EventRow row : rows) {
        String id = row.aggregateId();
        long head = next.getOrDefault(id, heads.getOrDefault(id, NO_STREAM));
        if (row.sequence() != head + 1) {
          return conflict(row, head);
        }
        next.put(id, row.sequence());
      }
      heads.putAll(next);
      moved.putAll(next);
      return null;
    }
  }

  static Supplier<RuntimeException> conflict(EventRow row, long head) {
    String id = row.aggregateId();
    if (row.sequence() == 0) {
      return () ->
          new AggregateStreamCreationException(
              "A stream of the aggregate " + id + " exists already.");
    }
    return () ->
        new ConcurrencyException(
            "The aggregate "
                + id
                + " is at sequence "
                + head
                + ", so event "
                + row.sequence()
                + " does not follow.");
  }
}
