package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the registry tells a Prometheus about itself. */
class MetricsTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void theWorkOfTheRegistryIsCounted(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    double appendedBefore = metric(client, "annals_events_appended_events_total");
    String path = "/v1/functions/" + client.create(Map.of()).path("id").asString();
    for (int i = 0; i < 10; i++) {
      client.visible(client.call("PATCH", path).json(Map.of("description", "d" + i)));
    }

    assertThat(metric(client, "annals_events_appended_events_total") - appendedBefore)
        .isEqualTo(11);
    assertThat(metric(client, "annals_events_batch_size_events_count")).isPositive();
    assertThat(metric(client, "annals_events_batch_size_events_max")).isPositive();
    assertThat(metric(client, "annals_events_queue_appends")).isZero();
    assertThat(metric(client, "annals_events_commit_seconds_count")).isPositive();
    assertThat(metric(client, "annals_events_failures_batches_total")).isZero();
    assertThat(metric(client, "annals_projection_lag")).isZero();
    assertThat(metric(client, "annals_operations_pending")).isZero();
    assertThat(server.clientWith(null).get("/metrics").status()).isEqualTo(401);
  }

  /** The value of the only sample of a name. */
  private static double metric(NativeClient client, String name) {
    String text = client.get("/metrics").is(200).text();
    Matcher sample =
        Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE).matcher(text);
    assertThat(sample.find())
        .as("%s among\n%s", name, text.replaceAll("(?m)^(#|(?!annals)).*\n", ""))
        .isTrue();
    return Double.parseDouble(sample.group(1));
  }
}
