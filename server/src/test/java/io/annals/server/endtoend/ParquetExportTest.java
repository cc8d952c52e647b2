package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.log.RecordedEvent;
import io.annals.api.log.Redaction;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Store;
import io.annals.server.archive.Progress;
import io.annals.server.export.ParquetExport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The table of all events, read by a program that knows nothing of Annals. */
class ParquetExportTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Store.class)
  void aReaderOfParquetFindsEveryEventLetterByLetter(Store store) throws Exception {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    String id =
        client
            .create(Map.of("name", "f", "description", "\u00fcber 'all' \"\ud83d\ude00\"\n"))
            .path("id")
            .asString();
    client.visible(
        client
            .call("PATCH", "/v1/functions/" + id)
            .json(Map.of("labels", Map.of("a", "b"), "tags", List.of("x"))));
    client.visible(client.call("DELETE", "/v1/functions/" + id));

    try (StoredRegistry registry = open(server.place())) {
      new ParquetExport().export(registry, folder, false, Progress.UNSEEN);
      String said = new ParquetExport().export(registry, folder, true, Progress.UNSEEN);

      List<RecordedEvent> events = registry.after(0, 1000);
      assertThat(said).startsWith(events.size() + " events in ");
      assertThat(folder.toFile().list()).containsExactly(ParquetExport.FILE);
      assertThat(rows()).isEqualTo(events.stream().map(ParquetExportTest::row).toList());
    }
    assertThat(query("SELECT type, version, changed, namespace, kind FROM TABLE ORDER BY position"))
        .endsWith(
            "FunctionUpdated|2|[labels, tags]|default|function",
            "NameReleased|null|[]|default|null",
            "FunctionDeleted|null|[]|default|function");
  }

  private static StoredRegistry open(Place place) {
    var postgres = place.postgres();
    return postgres == null
        ? StoredRegistry.sqlite(place.data())
        : StoredRegistry.postgres(postgres.url(), postgres.user(), postgres.password());
  }

  private List<String> rows() throws Exception {
    return query(
        "SELECT position, event_id, epoch_us(time), type, revision,"
            + " aggregate_type, aggregate_id, sequence, principal, dialect,"
            + " request_id, source, payload, payload_bytes FROM TABLE ORDER BY position");
  }

  private static String row(RecordedEvent event) {
    JsonNode metadata = NativeClient.JSON.readTree(event.metadata());
    List<Object> values = new ArrayList<>();
    values.addAll(List.of(event.position(), event.eventId(), micros(event.time()), event.type()));
    values.addAll(List.of(Objects.requireNonNull(event.revision())));
    values.add(event.aggregateType());
    values.addAll(List.of(event.aggregateId(), event.sequence()));
    for (String key : List.of("principal", "dialect", "requestId", "source")) {
      values.add(metadata.has(key) ? metadata.path(key).asString() : null);
    }
    values.add(Redaction.of(event.type(), event.payload()));
    values.add(event.payload().getBytes(StandardCharsets.UTF_8).length);
    return String.join("|", values.stream().map(String::valueOf).toList());
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }

  private List<String> query(String sql) throws Exception {
    String table = "read_parquet('" + folder.resolve(ParquetExport.FILE) + "')";
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql.replace("TABLE", table))) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(rows.getObject(i)));
        }
        found.add(String.join("|", values));
      }
      return found;
    }
  }
}
