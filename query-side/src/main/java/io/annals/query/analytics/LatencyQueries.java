package io.annals.query.analytics;

import io.annals.api.analytics.Latencies;
import io.annals.api.analytics.MeasureLatency;
import io.annals.query.database.ViewDatabase;
import io.annals.query.list.SqlCondition;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers how long changes took to be shown. */
final class LatencyQueries {
  private final ViewDatabase database;
  private final JdbcTemplate jdbc;

  LatencyQueries(ViewDatabase database) {
    this.database = database;
    this.jdbc = database.reads();
  }

  @QueryHandler
  Latencies measure(MeasureLatency query) {
    SqlCondition condition = Cube.within(query.namespace(), query.period());
    String span = Spans.number(query.interval(), database.vendor());
    SortedMap<Long, Distribution> spans = new TreeMap<>();
    jdbc.query(
        "SELECT "
            + span
            + ", bucket, SUM(total), MAX(max_micros) FROM visible_latency "
            + condition.sql("GROUP BY " + span + ", bucket ORDER BY " + span + ", bucket"),
        row -> {
          spans
              .computeIfAbsent(row.getLong(1), number -> new Distribution())
              .add(row.getInt(2), row.getLong(3), row.getLong(4));
          ChangeQueries.bound(spans.size());
        },
        condition.arguments());
    List<Latencies.Row> rows = new ArrayList<>(spans.size());
    spans.forEach(
        (number, found) ->
            rows.add(
                new Latencies.Row(
                    Spans.start(query.interval(), number),
                    found.total,
                    micros(found.quantile(50)),
                    micros(found.quantile(90)),
                    micros(found.quantile(99)),
                    micros(found.max))));
    return new Latencies(rows);
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  /** The buckets of one span, added in ascending order. */
  private static final class Distribution {
    private record Bucket(int number, long upTo) {}

    private final List<Bucket> buckets = new ArrayList<>();
    private long total;
    private long max;

    void add(int bucket, long count, long maxMicros) {
      total += count;
      max = Math.max(max, maxMicros);
      buckets.add(new Bucket(bucket, total));
    }

    /** The least time within which that many of a hundred were shown. */
    long quantile(int percent) {
      long rank = (total * percent + 99) / 100;
      for (Bucket bucket : buckets) {
        if (bucket.upTo() >= rank) {
          return Math.min(max, LatencyBuckets.end(bucket.number()));
        }
      }
      return max;
    }
  }
}
