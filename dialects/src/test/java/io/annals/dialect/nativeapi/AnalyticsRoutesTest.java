package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.analytics.ChangeCounts;
import io.annals.api.analytics.CountChanges;
import io.annals.api.analytics.Coverage;
import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Interval;
import io.annals.api.analytics.Latencies;
import io.annals.api.analytics.MeasureLatency;
import io.annals.api.analytics.Period;
import io.annals.api.analytics.TopChanges;
import io.annals.api.analytics.TopCounts;
import io.annals.api.query.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /v1/analytics} asks, and how it says the answer. */
class AnalyticsRoutesTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Coverage COVERAGE = new Coverage(41, Samples.TIME, 1);

  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
    registry.answer(
        CountChanges.class,
        asked ->
            new ChangeCounts(
                List.of(
                    row(asked, 3, "=cmd|' /C calc'!A0", "a,\"b\"\r\nc"), row(asked, 0, "", "über")),
                COVERAGE));
    registry.answer(
        TopChanges.class,
        asked ->
            new TopCounts(
                List.of(
                    asked.by() == TopChanges.By.FUNCTION
                        ? new TopCounts.Row(Samples.ID, "default", 9)
                        : new TopCounts.Row("-key", null, 9)),
                COVERAGE));
    registry.answer(
        MeasureLatency.class,
        asked ->
            new Latencies(
                List.of(
                    new Latencies.Row(
                        NOON,
                        7,
                        Duration.ofNanos(1_500_000),
                        Duration.ofMillis(2),
                        Duration.ofMillis(30),
                        Duration.ofSeconds(4)))));
  }

  private static ChangeCounts.Row row(CountChanges asked, long count, String... group) {
    return new ChangeCounts.Row(NOON, List.of(group).subList(0, asked.groupBy().size()), count);
  }

  @Test
  void changesAreAskedForAsTheParametersSay() {
    Http.Answer answer =
        Http.get(
            "/v1/analytics/changes?interval=week&groupBy=kind,dialect&filter=principal%3Da"
                + "&from=2026-01-01T10:59:00Z&to=2026-02-01T10:00:00.5Z&events=all&fill=true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(registry.queries)
        .containsExactly(
            new CountChanges(
                null,
                Interval.WEEK,
                List.of(Dimension.KIND, Dimension.DIALECT),
                new Filter.Comparison("principal", Filter.Operator.EQUAL, "a"),
                new Period(
                    Instant.parse("2026-01-01T10:00:00Z"), Instant.parse("2026-02-01T11:00:00Z")),
                true,
                true));
    var json = answer.json();
    assertThat(json.path("from").asString()).isEqualTo("2026-01-01T10:00:00.000000Z");
    assertThat(json.at("/groupBy/1").asString()).isEqualTo("dialect");
    assertThat(json.at("/rows/0/time").asString()).isEqualTo("2026-01-02T12:00:00.000000Z");
    assertThat(json.at("/rows/0/kind").asString()).isEqualTo("=cmd|' /C calc'!A0");
    assertThat(json.at("/rows/0/count").asLong()).isEqualTo(3);
    assertThat(json.at("/coverage/position").asLong()).isEqualTo(41);
    assertThat(json.at("/coverage/behind").asLong()).isEqualTo(1);
    assertThat(answer.header("Annals-Position")).isEqualTo("41");
  }

  @Test
  void whatIsNotSaidIsTheDayAndEverything() {
    Http.get("/v1/analytics/changes");
    assertThat(registry.queries)
        .containsExactly(
            new CountChanges(
                null, Interval.DAY, List.of(), null, new Period(null, null), false, false));
  }

  @Test
  void csvIsQuotedAndRunsNoFormula() {
    Http.Answer answer =
        Http.get("/v1/analytics/changes?groupBy=kind,dialect", "Accept", "text/csv");
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv;header=present;charset=utf-8");
    assertThat(answer.text())
        .isEqualTo(
            "time,kind,dialect,count\r\n"
                + "2026-01-02T12:00:00.000000Z,'=cmd|' /C calc'!A0,\"a,\"\"b\"\"\r\nc\",3\r\n"
                + "2026-01-02T12:00:00.000000Z,,über,0\r\n");
    assertThat(answer.header("Annals-Behind")).isEqualTo("1");
    assertThat(Http.get("/v1/analytics/top?by=principal&format=csv").text())
        .isEqualTo("principal,count\r\n'-key,9\r\n");
  }

  @Test
  void functionsAreRankedWithTheirNamesByWholeDays() {
    Http.Answer answer = Http.get("/v1/analytics/top?from=2026-01-01T10:59:00Z&limit=3");
    assertThat(answer.json().at("/rows/0/function").asString()).isEqualTo(Samples.ID);
    assertThat(answer.json().at("/rows/0/name").asString()).isEqualTo("resize");
    assertThat(answer.json().at("/rows/0/count").asLong()).isEqualTo(9);
    assertThat(answer.json().path("from").asString()).isEqualTo("2026-01-01T00:00:00.000000Z");
    assertThat(((TopChanges) registry.queries.get(0)).limit()).isEqualTo(3);
  }

  @Test
  void latenciesAreInMilliseconds() {
    assertThat(Http.get("/v1/analytics/latency?interval=hour&format=csv").text())
        .isEqualTo(
            "time,count,p50Millis,p90Millis,p99Millis,maxMillis\r\n"
                + "2026-01-02T12:00:00.000000Z,7,1.500,2.000,30.000,4000.000\r\n");
    var row = Http.get("/v1/analytics/latency").json().at("/rows/0");
    assertThat(row.path("p50Millis").asDouble()).isEqualTo(1.5);
  }

  @ParameterizedTest
  @CsvSource({
    "changes?interval=year, interval",
    "changes?groupBy=kind%2Ccolour, groupBy",
    "changes?groupBy=kind%2C, groupBy",
    "changes?from=yesterday, from",
    "changes?to=-999999999-01-01T00:00:00Z, to",
    "changes?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z, to",
    "changes?events=some, events",
    "changes?fill=maybe, fill",
    "changes?filter=kind%3D, filter",
    "changes?format=xml, format",
    "changes?namespace=%20, namespace",
    "top?by=colour, by",
    "top?limit=0, limit",
    "latency?interval=0, interval"
  })
  void whatCannotBeAskedIsRefusedWithTheParameterAtFault(String request, String parameter) {
    Http.Answer answer = Http.get("/v1/analytics/" + request);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.violated()).isEqualTo(parameter);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv | 200 | text/csv",
        "text/csv;q=0.5, application/json | 200 | application/json",
        "application/json;q=0.5, text/* | 200 | text/csv",
        "*/* | 200 | application/json",
        "text/csv;q=0, */*;q=0.1 | 200 | application/json",
        "text/html | 406 | application/problem+json",
        "csv | 406 | application/problem+json"
      })
  void acceptChoosesTheForm(String accept, int status, String type) {
    Http.Answer answer = Http.get("/v1/analytics/changes", "Accept", accept);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith(type);
  }
}
