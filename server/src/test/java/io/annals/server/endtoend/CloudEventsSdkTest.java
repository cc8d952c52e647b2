package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.server.ServerSettings.Store;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The feed as somebody reads it who has the SDK of CloudEvents and has never heard of Annals. */
class CloudEventsSdkTest {
  private static final EventFormat FORMAT =
      Objects.requireNonNull(
          EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE));
  private static final ObjectMapper OBJECTS =
      new ObjectMapper().registerModule(JsonFormat.getCloudEventJacksonModule());

  private static RunningServer server = RunningServer.at(Place.fresh(Store.SQLITE));
  private static List<RecordedEvent> stored = List.of();

  @BeforeAll
  static void fill() {
    NativeClient client = server.client();
    client.create(
        Map.of(
            "name", "uni", "displayName", "ünï", "kind", "extract", "config", Map.of("rate", 1.5)));
    client.patch("/v1/functions/uni", Map.of("description", "a\nb \u2028 𝄞")).ok();
    client.visible(client.call("DELETE", "/v1/functions/uni"));
    stored = server.part(EventLog.class).after(0, 100);
    assertThat(stored).hasSizeGreaterThan(4);
  }

  @AfterAll
  static void stop() {
    server.close();
    server.place().close();
  }

  private static byte[] answer(String path, String accept) {
    NativeClient.Answer answer =
        server.client().call("GET", path).header("Accept", accept).answer().is(200);
    assertThat(answer.header("Content-Type")).startsWith(accept);
    return answer.body();
  }

  @Test
  void readsOneInStructuredMode() {
    for (RecordedEvent event : stored) {
      String path = "/v1/events/" + event.position();
      requireSame(FORMAT.deserialize(answer(path, FORMAT.serializedContentType())), event);
    }
  }

  @Test
  void readsABatch() throws Exception {
    byte[] batch = answer("/v1/events", "application/cloudevents-batch+json");

    CloudEvent[] events = OBJECTS.readValue(batch, CloudEvent[].class);

    requireSame(List.of(events));
  }

  @Test
  void readsAStream() {
    String lines = new String(answer("/v1/events", "application/x-ndjson"), StandardCharsets.UTF_8);
    requireSame(
        lines
            .lines()
            .map(line -> FORMAT.deserialize(line.getBytes(StandardCharsets.UTF_8)))
            .toList());

    String messages =
        new String(answer("/v1/events?follow=false", "text/event-stream"), StandardCharsets.UTF_8);
    requireSame(
        messages
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8))
            .map(FORMAT::deserialize)
            .toList());
  }

  private static void requireSame(List<CloudEvent> events) {
    assertThat(events).hasSameSizeAs(stored);
    for (int i = 0; i < events.size(); i++) {
      requireSame(events.get(i), stored.get(i));
    }
  }

  private static void requireSame(CloudEvent event, RecordedEvent stored) {
    assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(event.getId()).isEqualTo(stored.eventId());
    assertThat(event.getSource()).isEqualTo(URI.create("/v1/events"));
    assertThat(event.getType()).isEqualTo("io.annals." + stored.type());
    assertThat(event.getSubject()).isEqualTo(stored.aggregateId());
    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse(stored.time()));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getDataSchema())
        .isEqualTo(URI.create("urn:annals:event:" + stored.type() + ":" + stored.revision()));
    assertThat(event.getExtension("position")).isEqualTo(Long.toString(stored.position()));
    assertThat(event.getExtension("metadata")).isEqualTo(stored.metadata());
    assertThat(event.getExtension("namespace")).isEqualTo("default");
    assertThat(NativeClient.JSON.readTree(Objects.requireNonNull(event.getData()).toBytes()))
        .isEqualTo(NativeClient.JSON.readTree(stored.payload()));
  }
}
