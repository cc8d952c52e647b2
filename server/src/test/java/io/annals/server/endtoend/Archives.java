package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TransparencyLog;
import io.annals.eventstore.RestoringStore;
import io.annals.eventstore.StoredBlob;
import io.annals.eventstore.StoredRegistry;
import io.annals.eventstore.StoredRow;
import io.annals.query.QuerySide;
import io.annals.query.database.ViewDatabase;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.archive.ArchiveExport;
import io.annals.server.archive.ArchiveRestore;
import io.annals.server.archive.Progress;
import io.annals.server.archive.SignedHead;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogFollower;
import io.annals.transparency.SqlTransparencyLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Exports and restores places in this process, and looks at what is stored in them. */
final class Archives {
  /** So small that a short history fills several files. */
  static final int EVENTS_OF_A_FILE = 25;

  static final int BLOBS_OF_A_FILE = 3;
  static final int EVENTS_OF_A_BATCH = 10;

  private Archives() {}

  static void export(Place place, Path archive) {
    export(place, archive, Progress.UNSEEN);
  }

  static void export(Place place, Path archive, Progress progress) {
    try (StoredRegistry store = open(place)) {
      new ArchiveExport(() -> signedHead(place), EVENTS_OF_A_FILE, BLOBS_OF_A_FILE)
          .export(store, archive, false, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void restore(Path archive, Place place) {
    restore(archive, place, Progress.UNSEEN);
  }

  static void restore(Path archive, Place place, Progress progress) {
    Postgres postgres = place.postgres();
    try {
      new ArchiveRestore(archive, progress, EVENTS_OF_A_BATCH)
          .restore(
              () ->
                  postgres == null
                      ? RestoringStore.sqlite(place.data())
                      : RestoringStore.postgres(
                          postgres.url(), postgres.user(), postgres.password()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<SignedHead> signedHead(Place place) {
    Postgres postgres = place.postgres();
    try (LogDatabase database =
        postgres == null
            ? LogDatabase.readSqlite(place.data())
            : LogDatabase.readPostgres(postgres.url(), postgres.user(), postgres.password())) {
      SqlTransparencyLog log = new SqlTransparencyLog(database);
      return Optional.of(new SignedHead(log.checkpoint(), log.verifierKey()));
    }
  }

  /** What the log of a server says when it has signed all events. */
  static String checkpoint(RunningServer server) {
    long head = server.part(EventLog.class).head();
    Awaitility.await("log").until(() -> server.part(LogFollower.class).size() == head);
    return server.part(TransparencyLog.class).checkpoint();
  }

  static StoredRegistry open(Place place) {
    Postgres postgres = place.postgres();
    return postgres == null
        ? StoredRegistry.sqlite(place.data())
        : StoredRegistry.postgres(postgres.url(), postgres.user(), postgres.password());
  }

  /** Every event, blob and key as it is stored, a line for each. */
  static List<String> content(Place place) throws SQLException, IOException {
    List<String> lines =
        new ArrayList<>(
            place.events(
                "SELECT position, aggregate_id, sequence, aggregate_type, event_id, type, revision,"
                    + " time, payload, metadata FROM events ORDER BY position"));
    try (StoredRegistry store = open(place)) {
      for (StoredBlob blob : store.blobsAfter(null, 1_000)) {
        try (InputStream content = store.open(blob).orElseThrow()) {
          lines.add(blob + " " + Digest.of(content.readAllBytes()));
        }
      }
      for (StoredRow row : store.keys()) {
        StringBuilder line = new StringBuilder(row.table());
        row.values()
            .forEach(
                (column, value) ->
                    line.append(' ')
                        .append(column)
                        .append('=')
                        .append(value instanceof byte[] b ? Arrays.toString(b) : value));
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /** The views of a server that has seen all events. */
  static List<String> views(RunningServer server) {
    QuerySide views = server.part(QuerySide.class);
    Awaitility.await("views").until(() -> !views.isReplaying() && views.caughtUp());
    return Views.dump(server.part(ViewDatabase.class));
  }

  /** Functions of several dialects with code, secrets, renames and a purge. */
  static void makeHistory(RunningServer server) {
    NativeClient client = server.client();
    Journal journal = new Journal();
    List<String> shared = SteadyLoad.functions(client, journal, 2);
    new BusyClient("history", 7, journal, shared).work(client, 60);
    for (int i = 0; i < 8; i++) {
      client.create(
          Map.of(
              "name",
              "greet-" + i,
              "code",
              Map.of("files", Map.of("main.py", Map.of("text", "print('Grüße', " + i + ")\n")))));
    }
    ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
    for (String secret : List.of("first", "second")) {
      String id = c1.created().path("function").path("id").asString();
      c1.updated(ConductorOneClient.body("id", id, "secret", Map.of("API_KEY", secret)), "secret");
    }
    String gone = c1.created().path("function").path("id").asString();
    c1.updated(ConductorOneClient.body("id", gone, "secret", Map.of("API_KEY", "gone")), "secret");
    client.delete("/v1/functions/" + gone).ok();
    client.visible(client.call("POST", "/v1/functions/" + gone + ":purge"));
  }

  /** The ciphertexts of {@code API_KEY} by function. */
  static Map<String, String> secrets(Place place) throws Exception {
    Map<String, String> found = new java.util.TreeMap<>();
    try (StoredRegistry store = open(place)) {
      allEvents(store)
          .forEach(
              event -> {
                JsonNode secret =
                    NativeClient.JSON
                        .readTree(event.payload())
                        .path("changes")
                        .path("secrets")
                        .path("API_KEY");
                if (secret.isString()) {
                  found.put(event.aggregateId(), secret.asString());
                }
              });
    }
    assertThat(found).as("functions with a secret").hasSize(3);
    return found;
  }

  static List<RecordedEvent> allEvents(StoredRegistry store) {
    List<RecordedEvent> all = new ArrayList<>();
    for (long head = store.head(); all.size() < head; ) {
      all.addAll(store.after(all.size(), 1_000));
    }
    return all;
  }

  static void giveMasterKey(Place from, Place to) throws IOException {
    Files.copy(from.data().resolve("master.key"), to.data().resolve("master.key"));
  }
}
