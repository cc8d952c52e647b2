package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.analytics.ChangeCounts;
import io.annals.api.analytics.CountChanges;
import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Interval;
import io.annals.api.analytics.Period;
import io.annals.api.analytics.TopChanges;
import io.annals.api.analytics.TopCounts;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.query.CountedEvents.Fact;
import io.annals.query.CountedEvents.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happened, and however the counting went on, the counts are those of the events. */
class AnalyticsTest {
  private static final Period ALWAYS = new Period(null, null);
  private static final List<List<Dimension>> GROUPS =
      List.of(
          List.of(),
          List.of(Dimension.KIND),
          List.of(Dimension.FIELD, Dimension.TYPE),
          List.of(Dimension.NAMESPACE, Dimension.PRINCIPAL, Dimension.DIALECT),
          List.of(Dimension.values()));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void countsAreThoseOfARecountAlsoAfterRestarts(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      RandomChanges changes = new RandomChanges(20260301, events);
      changes.store(150);
      events.start();
      changes.store(100);
      events.settle();
      checkAll(events);
      events.stop();
      changes.store(50);
      events.start();
      changes.store(50);
      events.settle();
      checkAll(events);
    }
  }

  private static void checkAll(CountedEvents events) {
    Period part =
        new Period(Instant.parse("2025-12-15T10:20:00Z"), Instant.parse("2026-01-20T00:00:00Z"));
    Instant begin = Instant.parse("2025-12-15T10:00:00Z");
    for (Interval interval : Interval.values()) {
      for (List<Dimension> groupBy : GROUPS) {
        checkCount(events, interval, groupBy, ALWAYS, fact -> true);
        checkCount(
            events,
            interval,
            groupBy,
            part,
            fact -> !fact.time().isBefore(begin) && fact.time().isBefore(part.to()));
      }
    }
    for (TopChanges.By by : TopChanges.By.values()) {
      checkTop(events, by);
    }
  }

  private static void checkCount(
      CountedEvents events,
      Interval interval,
      List<Dimension> groupBy,
      Period period,
      Predicate<Fact> chosen) {
    CountChanges query = new CountChanges(null, interval, groupBy, null, period, true, false);
    Map<String, Long> recount = new TreeMap<>();
    for (Fact fact : events.facts) {
      if (chosen.test(fact)) {
        for (List<String> group : groups(fact, groupBy)) {
          recount.merge(interval.startOf(fact.time()) + " " + group, 1L, Long::sum);
        }
      }
    }
    Map<String, Long> counted = new TreeMap<>();
    ChangeCounts counts = events.ask(query, ChangeCounts.class);
    counts.rows().forEach(row -> counted.put(row.time() + " " + row.group(), row.count()));
    assertThat(counted).as("%s by %s", interval, groupBy).isEqualTo(recount).isNotEmpty();
    assertThat(counts.rows()).hasSameSizeAs(recount.entrySet());
    assertThat(counts.rows()).isSortedAccordingTo(Comparator.comparing(ChangeCounts.Row::time));
    assertThat(counts.coverage().position()).isEqualTo(events.facts.size());
    assertThat(counts.coverage().behind()).isZero();
  }

  /** The groups that an event counts in: one for each field where fields are asked for. */
  private static List<List<String>> groups(Fact fact, List<Dimension> by) {
    List<@Nullable String> fields = new ArrayList<>();
    if (by.contains(Dimension.FIELD)) {
      fields.addAll(fact.fields());
    } else {
      fields.add(null);
    }
    return fields.stream()
        .map(field -> by.stream().map(dimension -> value(fact, dimension, field)).toList())
        .toList();
  }

  private static String value(Fact fact, Dimension dimension, @Nullable String field) {
    return switch (dimension) {
      case NAMESPACE -> fact.namespace();
      case KIND -> fact.kind();
      case TYPE -> fact.type();
      case FIELD -> String.valueOf(field);
      case PRINCIPAL -> fact.principal();
      case DIALECT -> fact.dialect();
    };
  }

  private static void checkTop(CountedEvents events, TopChanges.By by) {
    Map<String, Long> recount =
        events.facts.stream()
            .flatMap(fact -> ranked(fact, by))
            .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
    List<String> expected =
        recount.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(5)
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList();
    TopCounts top = events.ask(new TopChanges(null, by, null, ALWAYS, true, 5), TopCounts.class);
    assertThat(top.rows())
        .as("top %s", by)
        .extracting(row -> row.value() + " " + row.count())
        .containsExactlyElementsOf(expected);
  }

  private static Stream<String> ranked(Fact fact, TopChanges.By by) {
    return switch (by) {
      case FUNCTION ->
          fact.type().startsWith("Workflow") || fact.type().startsWith("Name")
              ? Stream.empty()
              : Stream.of(fact.id());
      case WORKFLOW -> fact.type().startsWith("Workflow") ? Stream.of(fact.id()) : Stream.empty();
      case FIELD -> fact.fields().stream();
      default -> Stream.of(value(fact, Dimension.valueOf(by.name()), null));
    };
  }

  @ParameterizedTest
  @EnumSource
  void filtersScopesAndTechnicalEventsChooseWhatCounts(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      new RandomChanges(7, events).store(200);
      events.start().settle();
      Filter ofNative = new Filter.Comparison("dialect", Filter.Operator.EQUAL, "native");
      assertThat(total(events.node(), months("a.b", ofNative, false)))
          .isEqualTo(
              events.facts.stream()
                  .filter(fact -> fact.namespace().equals("a.b"))
                  .filter(fact -> fact.dialect().equals("native"))
                  .filter(fact -> !fact.type().equals("NameClaimed"))
                  .count())
          .isPositive();
      Filter config = new Filter.Comparison("field", Filter.Operator.EQUAL, "config");
      assertThat(total(events.node(), months(null, config, false)))
          .isEqualTo(events.facts.stream().filter(fact -> fact.fields().contains("config")).count())
          .isPositive();
      Instant late = Instant.parse("2026-01-01T00:00:00Z");
      Filter time =
          new Filter.Comparison("time", Filter.Operator.GREATER_OR_EQUAL, late.toString());
      assertThat(total(events.node(), months(null, time, true)))
          .isEqualTo(events.facts.stream().filter(fact -> !fact.time().isBefore(late)).count())
          .isPositive();
      Filter unknown = new Filter.Comparison("colour", Filter.Operator.EQUAL, "red");
      assertThatThrownBy(() -> total(events.node(), months(null, unknown, true)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("colour");
    }
  }

  private static CountChanges months(
      @Nullable String namespace, @Nullable Filter filter, boolean allEvents) {
    return new CountChanges(namespace, Interval.MONTH, List.of(), filter, ALWAYS, allEvents, false);
  }

  private static long total(Node node, CountChanges query) {
    return node.ask(query, ChangeCounts.class).rows().stream()
        .mapToLong(ChangeCounts.Row::count)
        .sum();
  }

  @ParameterizedTest
  @EnumSource
  void filledSpansHaveARowEachAndTooManyRowsAreRefused(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      new RandomChanges(3, events).store(20);
      events.start().settle();
      Period week =
          new Period(Instant.parse("2025-12-01T00:00:00Z"), Instant.parse("2025-12-08T00:00:00Z"));
      CountChanges query =
          new CountChanges(null, Interval.DAY, List.of(Dimension.DIALECT), null, week, true, true);
      List<ChangeCounts.Row> rows = events.ask(query, ChangeCounts.class).rows();
      long dialects = rows.stream().map(ChangeCounts.Row::group).distinct().count();
      assertThat(rows)
          .hasSize((int) (7 * dialects))
          .extracting(ChangeCounts.Row::count)
          .contains(0L);
      assertThat(total(events.node(), query))
          .isEqualTo(
              events.facts.stream()
                  .filter(fact -> !fact.time().isBefore(week.from()))
                  .filter(fact -> fact.time().isBefore(week.to()))
                  .count());
      Period years = new Period(Instant.parse("2000-01-01T00:00:00Z"), null);
      assertThatThrownBy(
              () ->
                  total(
                      events.node(),
                      new CountChanges(null, Interval.HOUR, List.of(), null, years, true, true)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("10000 rows");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "POSTGRESQL")
  void ofTwoProcessesOneCounts(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      RandomChanges changes = new RandomChanges(5, events);
      events.start();
      try (Node other = events.new Node()) {
        changes.store(60);
        events.settle();
        assertThat(total(events.node(), months(null, null, true))).isEqualTo(60);
        events.stop();
        changes.store(40);
        CountChanges everything = months(null, null, true);
        await().until(() -> other.ask(everything, ChangeCounts.class).coverage().position() == 100);
        assertThat(total(other, everything)).isEqualTo(100);
        events.start();
      }
    }
  }
}
