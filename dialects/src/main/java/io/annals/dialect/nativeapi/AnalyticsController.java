package io.annals.dialect.nativeapi;

import io.annals.api.analytics.ChangeCounts;
import io.annals.api.analytics.CountChanges;
import io.annals.api.analytics.Coverage;
import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Interval;
import io.annals.api.analytics.Latencies;
import io.annals.api.analytics.MeasureLatency;
import io.annals.api.analytics.Period;
import io.annals.api.analytics.TopChanges;
import io.annals.api.analytics.TopChanges.By;
import io.annals.api.analytics.TopCounts;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflow;
import io.annals.api.resource.Function;
import io.annals.api.resource.Workflow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** How much changed, where and by whom, and how soon it was seen; as JSON or CSV. */
@Controller
final class AnalyticsController {
  private static final int DEFAULT_LIMIT = 10;

  private final Registry registry;

  AnalyticsController(Registry registry) {
    this.registry = registry;
  }

  @GetMapping("/v1/analytics/changes")
  void changes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Call call = Call.of(request);
    boolean csv = Csv.wanted(request, call.query());
    Interval interval = AnalyticsParameters.interval(call.query());
    List<Dimension> groupBy = AnalyticsParameters.groupBy(call.query());
    Period period = AnalyticsParameters.period(call.query()).widened(Interval.HOUR);
    ChangeCounts counts =
        registry.ask(
            new CountChanges(
                call.scope(),
                interval,
                groupBy,
                ListParameters.filter(call),
                period,
                AnalyticsParameters.allEvents(call.query()),
                call.query().flag("fill")),
            ChangeCounts.class);
    List<String> groups = groupBy.stream().map(Dimension::key).toList();
    List<String> columns = new ArrayList<>(List.of("time"));
    columns.addAll(groups);
    columns.add("count");
    List<List<@Nullable Object>> rows = new ArrayList<>(counts.rows().size());
    for (ChangeCounts.Row row : counts.rows()) {
      List<@Nullable Object> values = new ArrayList<>(columns.size());
      values.add(row.time());
      values.addAll(row.group());
      values.add(row.count());
      rows.add(values);
    }
    Map<String, @Nullable Object> head = head(period);
    head.put("interval", interval.key());
    head.put("groupBy", groups);
    write(response, csv, head, new Table(columns, rows), counts.coverage());
  }

  @GetMapping("/v1/analytics/top")
  void top(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Call call = Call.of(request);
    boolean csv = Csv.wanted(request, call.query());
    By by = AnalyticsParameters.by(call.query());
    boolean resources = by == By.FUNCTION || by == By.WORKFLOW;
    Period period =
        AnalyticsParameters.period(call.query()).widened(resources ? Interval.DAY : Interval.HOUR);
    Long limit = call.query().positive("limit");
    TopCounts top =
        registry.ask(
            new TopChanges(
                call.scope(),
                by,
                ListParameters.filter(call),
                period,
                AnalyticsParameters.allEvents(call.query()),
                limit == null ? DEFAULT_LIMIT : (int) Math.min(limit, Integer.MAX_VALUE)),
            TopCounts.class);
    List<List<@Nullable Object>> rows = new ArrayList<>(top.rows().size());
    for (TopCounts.Row row : top.rows()) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(row.value());
      if (resources) {
        values.add(nameOf(call, by, row.value()));
        values.add(row.namespace());
      }
      values.add(row.count());
      rows.add(values);
    }
    List<String> columns =
        resources ? List.of(by.key(), "name", "namespace", "count") : List.of(by.key(), "count");
    Map<String, @Nullable Object> head = head(period);
    head.put("by", by.key());
    write(response, csv, head, new Table(columns, rows), top.coverage());
  }

  /** What it is called now, or was when it was deleted; null where it has no name, or is purged. */
  private @Nullable String nameOf(Call call, By by, String id) {
    try {
      return by == By.FUNCTION
          ? registry
              .ask(new FindFunction(call.function(id), true, null, null), Function.class)
              .name()
          : registry.ask(new FindWorkflow(call.workflow(id), true), Workflow.class).name();
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  @GetMapping("/v1/analytics/latency")
  void latency(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Call call = Call.of(request);
    boolean csv = Csv.wanted(request, call.query());
    Interval interval = AnalyticsParameters.interval(call.query());
    Period period = AnalyticsParameters.period(call.query()).widened(Interval.HOUR);
    Latencies latencies =
        registry.ask(new MeasureLatency(call.scope(), interval, period), Latencies.class);
    List<List<@Nullable Object>> rows = new ArrayList<>(latencies.rows().size());
    for (Latencies.Row row : latencies.rows()) {
      rows.add(
          List.of(
              row.time(),
              row.count(),
              millis(row.p50()),
              millis(row.p90()),
              millis(row.p99()),
              millis(row.max())));
    }
    List<String> columns =
        List.of("time", "count", "p50Millis", "p90Millis", "p99Millis", "maxMillis");
    Map<String, @Nullable Object> head = head(period);
    head.put("interval", interval.key());
    write(response, csv, head, new Table(columns, rows), null);
  }

  private static BigDecimal millis(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
  }

  private static Map<String, @Nullable Object> head(Period period) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("from", period.from());
    head.put("to", period.to());
    head.values().removeIf(value -> value == null);
    return head;
  }

  private static void write(
      HttpServletResponse response,
      boolean csv,
      Map<String, @Nullable Object> head,
      Table table,
      @Nullable Coverage coverage)
      throws IOException {
    response.setHeader("Vary", "Accept");
    if (coverage != null) {
      response.setHeader("Annals-Position", Long.toString(coverage.position()));
      response.setHeader("Annals-Behind", Long.toString(coverage.behind()));
    }
    byte[] body;
    if (csv) {
      body = Csv.bytes(table);
    } else {
      head.put("rows", table.objects());
      if (coverage != null) {
        head.put("coverage", coverage);
      }
      body = NativeJson.bytes(head);
    }
    response.setContentType(csv ? Csv.TYPE : "application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
