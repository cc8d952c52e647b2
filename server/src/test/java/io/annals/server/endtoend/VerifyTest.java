package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.log.EventLog;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.annals.server.archive.Progress;
import io.annals.server.verifying.Expectation;
import io.annals.server.verifying.StoreVerification;
import io.annals.server.verifying.UnverifiableException;
import io.annals.server.verifying.Verdict;
import io.annals.transparency.Finding;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogFollower;
import io.annals.transparency.NoteSigner;
import io.annals.transparency.SqlTransparencyLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code annals verify} on a store that somebody has edited while the registry was stopped. Each
 * edit is taken back after it was found.
 */
class VerifyTest {
  private static final Expectation NOTHING_KEPT = new Expectation(null, List.of());

  private static final Map<Store, Filled> PLACES = new EnumMap<>(Store.class);

  /**
   * A place that a registry has filled and left.
   *
   * @param position of an event with a secret, after which there are others
   * @param head the position of the last event
   */
  private record Filled(Place place, long position, long head) {}

  @AfterAll
  static void deletePlaces() {
    PLACES.values().forEach(filled -> filled.place().close());
  }

  private static Filled filled(Store store) {
    return PLACES.computeIfAbsent(store, VerifyTest::fill);
  }

  private static Filled fill(Store store) {
    Place place = Place.fresh(store);
    try (RunningServer server = RunningServer.at(place)) {
      ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
      c1.coded("export default 1;");
      String id = c1.created().path("function").path("id").asString();
      c1.updated(body("id", id, "secret", Map.of("API_KEY", "first")), "secret");
      long position = server.part(EventLog.class).head();
      for (int i = 0; i < 5; i++) {
        server.client().patch("/v1/functions/" + id, Map.of("description", "the " + i)).ok();
      }
      server.client().create(Map.of("kind", "test", "name", "last"));
      return new Filled(place, position, server.part(EventLog.class).head());
    }
  }

  private static Verdict verify(Place place) {
    return verify(place, NOTHING_KEPT);
  }

  private static Verdict verify(Place place, Expectation expected) {
    Postgres postgres = place.postgres();
    try (StoredRegistry registry =
            postgres == null
                ? StoredRegistry.sqlite(place.data())
                : StoredRegistry.postgres(postgres.url(), postgres.user(), postgres.password());
        LogDatabase log =
            postgres == null
                ? LogDatabase.readSqlite(place.data())
                : LogDatabase.readPostgres(postgres.url(), postgres.user(), postgres.password())) {
      return new StoreVerification(registry, new SqlTransparencyLog(log), Progress.UNSEEN)
          .run(expected);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Finding finding(Place place) {
    Verdict verdict = verify(place);
    return verdict.found().orElseThrow(() -> new AssertionError(verdict.summary()));
  }

  private static void assertFits(Place place) {
    assertThat(verify(place).found()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aFlippedBitInAnyColumnIsToldWithItsEventAndColumn(Store store) throws SQLException {
    Place place = filled(store).place();
    assertFits(place);
    long position = filled(store).position();
    String id = place.events("SELECT event_id FROM events WHERE position = " + position).get(0);
    try (Connection events = place.openEvents()) {
      for (String column :
          List.of(
              "aggregate_id",
              "aggregate_type",
              "event_id",
              "type",
              "revision",
              "time",
              "payload",
              "metadata")) {
        String before =
            text(events, "SELECT " + column + " FROM events WHERE position = ?", position);
        String after =
            flipped(
                before,
                column.equals("payload")
                    ? before.lastIndexOf("API_KEY") + 20
                    : before.length() / 2);
        String update = "UPDATE events SET " + column + " = ? WHERE position = ?";
        change(events, update, after, position);
        Finding finding = finding(place);
        change(events, update, before, position);

        assertThat(finding.position()).as(column).isEqualTo(position);
        assertThat(finding.eventId()).isEqualTo(column.equals("event_id") ? after : id);
        assertThat(finding.sentence()).contains(column + " is not what was signed");
      }
      change(events, "UPDATE events SET sequence = sequence + 64 WHERE position = ?", position);
      Finding sequence = finding(place);
      change(events, "UPDATE events SET sequence = sequence - 64 WHERE position = ?", position);
      assertThat(sequence.position()).isEqualTo(position);
      assertThat(sequence.eventId()).isEqualTo(id);
      assertThat(sequence.sentence()).contains("sequence is not what was signed");

      change(
          events, "UPDATE events SET position = ? WHERE position = ?", position + 1024, position);
      Finding moved = finding(place);
      change(
          events, "UPDATE events SET position = ? WHERE position = ?", position, position + 1024);
      assertThat(moved.position()).isEqualTo(position);
      assertThat(moved.eventId()).isEqualTo(id);
      assertThat(moved.sentence()).contains("missing", "position " + (position + 1));
    }
    assertFits(place);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aRowThatIsDeletedSwappedOrAddedIsTold(Store store) throws SQLException {
    Place place = filled(store).place();
    long position = filled(store).position();
    long head = filled(store).head();
    List<String> ids = place.events("SELECT event_id FROM events ORDER BY position");
    String id = ids.get((int) position - 1);
    try (Connection events = place.openEvents()) {
      String move = "UPDATE events SET position = ? WHERE position = ?";
      change(events, "UPDATE events SET position = ? WHERE position = ?", -7, position);
      Finding before = finding(place);
      change(events, move, position, -7);
      assertThat(before.position()).isEqualTo(-7);
      assertThat(before.eventId()).isEqualTo(id);

      change(events, move, -1, position);
      change(events, move, position, head);
      change(events, move, head, -1);
      Finding swapped = finding(place);
      change(events, move, -1, position);
      change(events, move, position, head);
      change(events, move, head, -1);
      assertThat(swapped.position()).isEqualTo(position);
      assertThat(swapped.eventId()).isEqualTo(ids.get((int) head - 1));
      assertThat(swapped.sentence()).contains("event_id is not what was signed: signed " + id);

      change(
          events,
          "INSERT INTO events SELECT ?, 'forged', 0, aggregate_type, 'forged', type, revision, time,"
              + " payload, metadata FROM events WHERE position = ?",
          head + 1,
          head);
      Finding added = finding(place);
      change(events, "DELETE FROM events WHERE position = ?", head + 1);
      assertThat(added.position()).isEqualTo(head + 1);
      assertThat(added.eventId()).isEqualTo("forged");
      assertThat(added.sentence()).contains("not in the signed log");

      events.setAutoCommit(false);
      change(
          events,
          "CREATE TEMPORARY TABLE kept AS SELECT * FROM events WHERE position = ?",
          position);
      change(events, "DELETE FROM events WHERE position = ?", position);
      events.commit();
      Finding deleted = finding(place);
      change(events, "INSERT INTO events SELECT * FROM kept");
      events.commit();
      assertThat(deleted.position()).isEqualTo(position);
      assertThat(deleted.eventId()).isEqualTo(id);
      assertThat(deleted.sentence()).contains("missing");
    }
    assertFits(place);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aByteOfTheLogItselfOrOfABlobIsTold(Store store) throws SQLException {
    Place place = filled(store).place();
    try (Connection log = openLog(place)) {
      byte[] hashes = bytes(log, "SELECT hashes FROM tiles WHERE level = 0 AND number = 0");
      String tile = "UPDATE tiles SET hashes = ? WHERE level = 0 AND number = 0";
      change(log, tile, (Object) flipped(hashes, 40));
      Finding damaged = finding(place);
      change(log, tile, (Object) hashes);
      assertThat(damaged.toString())
          .contains("tile/0/000", "the events are")
          .doesNotContain("position");

      byte[] entries = bytes(log, "SELECT entries FROM bundles WHERE number = 0");
      String bundle = "UPDATE bundles SET entries = ? WHERE number = 0";
      change(log, bundle, (Object) flipped(entries, entries.length / 2));
      Finding bundled = finding(place);
      change(log, bundle, (Object) entries);
      assertThat(bundled.toString()).contains("tile/entries/000");

      String note = text(log, "SELECT checkpoint FROM tree");
      String root = note.split("\n", -1)[2];
      for (String wrong :
          List.of(
              note.replace(
                  root, root.startsWith("A") ? "B" + root.substring(1) : "A" + root.substring(1)),
              note.replaceFirst("\n[0-9]+\n", "\n1\n"),
              note.substring(0, note.length() - 9) + "AAAA" + note.substring(note.length() - 5),
              note.substring(3))) {
        change(log, "UPDATE tree SET checkpoint = ?", wrong);
        Finding checkpoint = finding(place);
        change(log, "UPDATE tree SET checkpoint = ?", note);
        assertThat(checkpoint.toString()).contains("the log's checkpoint is ");
      }
    }
    try (Connection blobs = openBlobs(place)) {
      byte[] content = bytes(blobs, "SELECT content FROM blob_chunks WHERE number = 0 LIMIT 1");
      String digest = text(blobs, "SELECT digest FROM blob_chunks WHERE number = 0 LIMIT 1");
      String chunk = "UPDATE blob_chunks SET content = ? WHERE digest = ?";
      change(blobs, chunk, flipped(content, 3), digest);
      Finding blob = finding(place);
      change(blobs, chunk, content, digest);
      assertThat(blob.sentence()).contains(digest, "not the bytes");
      assertThat(place.events("SELECT payload FROM events WHERE position = " + blob.position()))
          .singleElement()
          .asString()
          .contains(digest);
    }
    assertFits(place);
  }

  @Test
  void anEventThatWasKilledWithTheRegistryIsSignedByTheNextStart() throws Exception {
    try (Place place = Place.fresh(Store.SQLITE)) {
      try (RunningServer server = RunningServer.at(place)) {
        server.client().create(Map.of("kind", "test"));
      }
      try (Connection log = openLog(place)) {
        change(log, "DELETE FROM tiles");
        change(log, "DELETE FROM bundles");
        change(log, "DELETE FROM tree");
      }
      try (StoredRegistry registry = StoredRegistry.sqlite(place.data());
          LogDatabase log = LogDatabase.readSqlite(place.data())) {
        StoreVerification unsigned =
            new StoreVerification(registry, new SqlTransparencyLog(log), Progress.UNSEEN);
        assertThatThrownBy(() -> unsigned.run(NOTHING_KEPT))
            .isInstanceOf(UnverifiableException.class)
            .hasMessageContaining("no signed log");
      }
      try (RunningServer server = RunningServer.at(place)) {
        Awaitility.await().until(() -> server.part(LogFollower.class).size() > 0);
        assertFits(place);
      }
    }
  }

  @Test
  void aPinnedKeyIsAskedFor() {
    Place place = filled(Store.SQLITE).place();
    NoteSigner other = NoteSigner.of("", NoteSigner.freshKey());
    Verdict verdict = verify(place, new Expectation(other.verifier(), List.of()));
    assertThat(verdict.found())
        .hasValueSatisfying(f -> assertThat(f.sentence()).contains("is not signed with the key"));
  }

  private static Connection openLog(Place place) throws SQLException {
    Postgres postgres = place.postgres();
    if (postgres == null) {
      return DriverManager.getConnection("jdbc:sqlite:" + place.data().resolve("log.db"));
    }
    Connection connection = open(postgres);
    connection.setSchema("annals_log");
    return connection;
  }

  private static Connection openBlobs(Place place) throws SQLException {
    return place.postgres() == null
        ? DriverManager.getConnection("jdbc:sqlite:" + place.data().resolve("blobs.db"))
        : place.openEvents();
  }

  private static Connection open(Postgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
  }

  private static void change(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private static String text(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return Objects.requireNonNull(row.getString(1));
      }
    }
  }

  private static byte[] bytes(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      assertThat(row.next()).isTrue();
      return Objects.requireNonNull(row.getBytes(1));
    }
  }

  private static String flipped(String text, int at) {
    StringBuilder flipped = new StringBuilder(text);
    flipped.setCharAt(at, (char) (text.charAt(at) ^ 1));
    return flipped.toString();
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }
}
