package io.annals.server.endtoend;

import static io.annals.server.GeneratedPart.code;
import static io.annals.server.GeneratedPart.head;
import static io.annals.server.GeneratedPart.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.GeneratedPart;
import io.annals.server.MainSources;
import io.annals.server.ServerSettings.Store;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dannals.operations.write=true} brings the page up to date. */
class MeterCatalogueTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.*)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Labels that a type of metric brings along. */
  private static final Set<String> OF_THE_TYPE = Set.of("quantile", "le");

  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Store.class,
      names = {"SQLITE", "POSTGRES"})
  void thePageShowsTheMetersOfARunningServer(Store store) throws IOException {
    RunningServer server = SERVERS.on(store);
    String text = used(server);
    Map<String, String> helps = new TreeMap<>();
    HELP.matcher(text).results().forEach(help -> helps.put(help.group(1), help.group(2)));
    StringBuilder table = new StringBuilder(head("metric", "type", "unit", "labels", "what it is"));
    Map<String, String> types = new TreeMap<>();
    TYPE.matcher(text).results().forEach(type -> types.put(type.group(1), type.group(2)));
    types.forEach(
        (name, type) -> {
          // The greatest value stands with what it is the greatest of.
          boolean isPart = name.endsWith("_max") && types.containsKey(name.replaceAll("_max$", ""));
          if (name.startsWith("annals_") && !isPart) {
            String help = helps.getOrDefault(name, "").strip();
            assertThat(help).as("the description of %s", name).isNotEmpty();
            boolean parts = types.containsKey(name + "_max");
            table.append(
                row(
                    code(name) + (parts ? ", `_count`, `_sum`, `_max`" : ""),
                    type,
                    unit(server.part(MeterRegistry.class), name),
                    labels(text, name).stream()
                        .map(GeneratedPart::code)
                        .collect(Collectors.joining(", ")),
                    help));
          }
        });
    new GeneratedPart("metrics", MeterCatalogueTest.class).requireOnPage(table.toString());
  }

  /** What Prometheus gets from a server that has something to tell. */
  private static String used(RunningServer server) {
    NativeClient client = server.client();
    String path = "/v1/functions/" + client.create(Map.of()).path("id").asString();
    client.visible(client.call("PATCH", path).json(Map.of("description", "d")));
    return client.get("/metrics").is(200).text();
  }

  private static String unit(MeterRegistry registry, String metric) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().startsWith("annals."))
        .filter(
            id ->
                metric.startsWith(
                    registry
                        .config()
                        .namingConvention()
                        .name(id.getName(), id.getType(), id.getBaseUnit())
                        .replaceAll("_total$", "")))
        .map(id -> id.getBaseUnit() == null ? "" : id.getBaseUnit())
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> labels(String text, String metric) {
    Set<String> labels = new TreeSet<>();
    Matcher samples = SAMPLE.matcher(text);
    while (samples.find()) {
      if (samples.group(1).startsWith(metric) && samples.group(2) != null) {
        LABEL.matcher(samples.group(2)).results().forEach(label -> labels.add(label.group(1)));
      }
    }
    labels.removeAll(OF_THE_TYPE);
    return labels;
  }

  @Test
  void everyMeterOfTheCodeIsRegistered() throws IOException {
    Set<String> registered =
        SERVERS.on(Store.SQLITE).part(MeterRegistry.class).getMeters().stream()
            .map(meter -> meter.getId().getName())
            .collect(Collectors.toSet());
    Pattern built = Pattern.compile("builder\\(\\s*\"(annals\\.[a-z.]+)\"");
    int found = 0;
    for (Path source : MainSources.all()) {
      Matcher meters = built.matcher(Files.readString(source));
      while (meters.find()) {
        assertThat(registered).as("meters, after %s", source).contains(meters.group(1));
        found++;
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void pagesNameNoMetricThatIsNone() throws IOException {
    String text = used(SERVERS.on(Store.SQLITE));
    Set<String> samples =
        SAMPLE.matcher(text).results().map(sample -> sample.group(1)).collect(Collectors.toSet());
    TYPE.matcher(text).results().forEach(type -> samples.add(type.group(1)));
    Pattern named = Pattern.compile("\\b(?:annals|http|jvm|process|tomcat|disk)_[a-z_]+[a-z]\\b");
    for (String page : List.of("operations.md", "running.md", "durability.md", "audit.md")) {
      Matcher names = named.matcher(Files.readString(Path.of("../docs", page)));
      while (names.find()) {
        assertThat(samples)
            .as("metrics, of which %s names %s", page, names.group())
            .anyMatch(sample -> sample.equals(names.group()) || isSchema(names.group()));
      }
    }
  }

  /** Schemas of PostgreSQL are named alike. */
  private static boolean isSchema(String name) {
    return Set.of("annals_views", "annals_log", "annals_analytics").contains(name);
  }
}
