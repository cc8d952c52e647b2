package io.annals.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.log.RecordedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found where history, or the log, or both were changed. */
class HistoryCheckTest {
  private static final int SIZE = 700;
  private static final NoteSigner SIGNER = NoteSigner.of("", NoteSigner.freshKey());

  @TempDir Path folder;
  private LogDatabase database;
  private SqlTransparencyLog log;
  private List<RecordedEvent> rows;

  @BeforeEach
  void sign() {
    database = LogDatabase.sqlite(folder);
    log = new SqlTransparencyLog(database);
    Events events = Events.of(SIZE);
    LogFollower.start(events, database, () -> SIGNER).close();
    rows = new ArrayList<>(events.all());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatWasSignedFits() {
    assertThat(whole()).isEmpty();
    assertThat(partial(rows)).isEmpty();
    assertThat(partial(List.of(rows.get(3), rows.get(256), rows.get(699)))).isEmpty();
  }

  @Test
  void aMissingEventIsNamedWithWhatItWas() {
    rows.remove(299);
    assertFinding(300, "id-300", "FunctionUpdated of function-6", "next one is at position 301");
  }

  @Test
  void aCutEndIsNamed() {
    rows.subList(650, SIZE).clear();
    assertFinding(651, "id-651", "missing", "has signed 700");
    rows.clear();
    assertFinding(1, "id-1", "missing");
  }

  @Test
  void anAddedEventIsNamed() {
    rows.add(Events.event(SIZE + 1));
    assertFinding(SIZE + 1, "id-701", "not in the signed log");
  }

  @Test
  void twoSwappedEventsAreNamedByTheFirst() {
    RecordedEvent tenth = rows.get(9);
    rows.set(9, at(10, rows.get(499)));
    rows.set(499, at(500, tenth));
    assertFinding(10, "id-500", "event_id is not what was signed: signed id-10, found id-500");
    assertPartialFinding(10, "id-500", "event_id");
  }

  @Test
  void eventsOutOfOrderAreNamed() {
    rows.set(20, rows.get(19));
    assertFinding(20, "id-20", "comes after position 20");
    assertPartialFinding(20, "id-20", "comes after position 20");
  }

  /** The tile says what the forged event says: its parent tells that the tile was changed too. */
  @Test
  void anEventThatWasChangedWithItsHashIsNamedByItsEntry() throws SQLException {
    RecordedEvent forged = forge(300);
    changeHash(0, 1, 299 - 256, MerkleHash.ofLeaf(LogEntry.of(forged)));
    assertFinding(300, "forged", "event_id", "signed id-300");
    assertThat(partial(rows))
        .map(Finding::sentence)
        .hasValueSatisfying(s -> assertThat(s).contains("tile/0/001 "));
  }

  @Test
  void anEventThatWasChangedWithItsHashAndItsEntryIsNarrowedDownToATile() throws SQLException {
    RecordedEvent forged = forge(300);
    changeHash(0, 1, 299 - 256, MerkleHash.ofLeaf(LogEntry.of(forged)));
    changeEntry(1, 299 - 256, LogEntry.of(forged));
    assertThat(whole())
        .hasValueSatisfying(
            finding -> assertThat(finding.sentence()).contains("positions 257 to 512"));
  }

  @Test
  void aTreeThatWasMadeAnewWithoutTheKeyIsNotTheSignedOne() throws Exception {
    String signed = log.checkpoint();
    forge(300);
    List<RecordedEvent> forged = List.copyOf(rows);
    reopenEmpty();
    LogFollower.start(eventsOf(forged), database, () -> SIGNER).close();
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE tree SET checkpoint = ?")) {
      statement.setString(1, signed);
      statement.executeUpdate();
    }
    assertThat(whole())
        .hasValueSatisfying(
            finding -> assertThat(finding.sentence()).contains("at least one of the events"));
  }

  /** Whoever has the key can sign anything; checkpoints that were given away tell. */
  @Test
  void aTreeThatWasMadeAnewWithTheKeyIsToldByAnEarlierCheckpoint() throws Exception {
    List<SignedHead> kept = new ArrayList<>();
    for (int size : List.of(100, 250, 400, 700)) {
      GrowingTree tree = new GrowingTree((path, hashes) -> {});
      rows.subList(0, size).forEach(row -> tree.add(MerkleHash.ofLeaf(LogEntry.of(row))));
      String note = SIGNER.sign(new Checkpoint(SIGNER.verifier().name(), size, tree.root()).text());
      kept.add(SignedHead.of(note, SIGNER.verifier(), "kept-" + size));
    }
    assertThat(whole(kept)).isEmpty();
    assertThat(new PartialCheck(signedLog(), kept).begin()).isEmpty();
    forge(300);
    reopenEmpty();
    LogFollower.start(eventsOf(rows), database, () -> SIGNER).close();
    assertThat(whole()).as("nobody can tell").isEmpty();
    assertThat(whole(kept))
        .hasValueSatisfying(
            finding ->
                assertThat(finding.sentence())
                    .contains("first 400 events are not those that kept-400 has signed")
                    .contains("positions 251 to 400"));
    assertThat(new PartialCheck(signedLog(), kept).begin())
        .hasValueSatisfying(
            finding -> assertThat(finding.sentence()).contains("not a continuation of kept-400"));
    assertThat(check(new HistoryCheck(null, kept, HistoryCheck.Origin.STORE)))
        .as("without a log")
        .hasValueSatisfying(f -> assertThat(f.sentence()).contains("kept-400"));
  }

  @Test
  void aCheckpointOfMoreEventsThanThereAreIsToldToo() {
    SignedHead head = SignedHead.of(log.checkpoint(), SIGNER.verifier(), "kept");
    rows.subList(600, SIZE).clear();
    assertThat(check(new HistoryCheck(null, List.of(head), HistoryCheck.Origin.STORE)))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.position()).isEqualTo(601);
              assertThat(finding.sentence()).contains("kept has signed 700 events");
            });
  }

  @Test
  void aChangedTileIsNamedAndTheEventsAreNotBlamed() throws SQLException {
    changeHash(0, 1, 17, MerkleHash.ofNothing());
    assertThat(whole())
        .map(Finding::toString)
        .hasValue("the log's tile/0/001 is not what was signed; the events are");
    assertThat(partial(rows.subList(256, 260))).isPresent();
    assertThat(partial(rows.subList(0, 250))).isEmpty();
  }

  @Test
  void aChangedTileOfAnyLevelOrBundleIsNamed() throws SQLException {
    changeHash(0, 2, 100, MerkleHash.ofNothing());
    assertThat(whole())
        .hasValueSatisfying(f -> assertThat(f.sentence()).contains("tile/0/002.p/188"));
    changeHash(0, 2, 100, MerkleHash.ofLeaf(LogEntry.of(rows.get(612))));
    assertThat(whole()).isEmpty();
    changeHash(1, 0, 1, MerkleHash.ofNothing());
    assertThat(whole()).hasValueSatisfying(f -> assertThat(f.sentence()).contains("tile/"));
    assertThat(partial(rows)).isPresent();
  }

  @Test
  void aChangedEntryIsNamed() throws SQLException {
    changeEntry(1, 3, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(whole())
        .hasValueSatisfying(f -> assertThat(f.sentence()).contains("tile/entries/001 is not"));
  }

  @Test
  void aTileOrBundleThatIsGoneIsNamed() throws SQLException {
    execute("DELETE FROM bundles WHERE number = 2");
    assertThat(whole())
        .hasValueSatisfying(f -> assertThat(f.sentence()).contains("tile/entries/002.p/188"));
    execute("DELETE FROM tiles WHERE level = 0 AND number = 0");
    assertThat(whole()).hasValueSatisfying(f -> assertThat(f.sentence()).contains("tile/0/000 "));
  }

  /** An honest log over a dishonest history: what the store itself must not have. */
  @Test
  void streamsWithoutGapsAndIdsThatAreUniqueArePartOfIt() throws Exception {
    assertSigned(
        with(rows.get(20), rows.get(20).sequence() + 1, "id-21"),
        21,
        "sequence is 3, but it follows 1");
    assertSigned(
        with(rows.get(20), rows.get(20).sequence(), "id-5"), 21, "position 5 has the same id");
    RecordedEvent first = rows.get(0);
    assertSigned(with(first, 1, "id-1"), 1, "sequence is 1, but it is the first event");
  }

  private void assertSigned(RecordedEvent odd, long position, String why) throws Exception {
    List<RecordedEvent> before = List.copyOf(rows);
    rows.set((int) position - 1, odd);
    reopenEmpty();
    LogFollower.start(eventsOf(rows), database, () -> SIGNER).close();
    assertThat(whole())
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.position()).isEqualTo(position);
              assertThat(finding.sentence()).contains(why);
            });
    rows = new ArrayList<>(before);
  }

  @Test
  void aCheckpointOfAnotherKeyOrADamagedOneIsNone() {
    NoteVerifier other = NoteSigner.of("", NoteSigner.freshKey()).verifier();
    assertThatThrownBy(() -> SignedHead.of(log.checkpoint(), other, "it"))
        .isInstanceOf(NotSignedException.class)
        .hasMessageContaining("it is not signed with the key " + other.written());
    String changed = log.checkpoint().replace("\n700\n", "\n699\n");
    assertThatThrownBy(() -> SignedHead.of(changed, SIGNER.verifier(), "it"))
        .isInstanceOf(NotSignedException.class);
    assertThatThrownBy(() -> SignedHead.of("nothing", SIGNER.verifier(), "it"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAreRememberedWhateverTheirNumber() {
    Seen seen = new Seen();
    for (int i = 0; i < 50_000; i++) {
      assertThat(seen.put("name-" + i, i)).isEqualTo(-1);
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(seen.put("name-" + i, 7)).isEqualTo(i);
    }
  }

  private Optional<Finding> whole() {
    return whole(List.of());
  }

  private Optional<Finding> whole(List<SignedHead> earlier) {
    return check(new HistoryCheck(signedLog(), earlier, HistoryCheck.Origin.STORE));
  }

  private Optional<Finding> check(HistoryCheck check) {
    for (RecordedEvent row : rows) {
      Optional<Finding> finding = check.event(row);
      if (finding.isPresent()) {
        return finding;
      }
    }
    return check.finish();
  }

  private Optional<Finding> partial(List<RecordedEvent> some) {
    PartialCheck check = new PartialCheck(signedLog(), List.of());
    for (RecordedEvent row : some) {
      Optional<Finding> finding = check.event(row);
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }

  private SignedLog signedLog() {
    return new SignedLog(log, SignedHead.of(log.checkpoint(), SIGNER.verifier(), "the log"));
  }

  private void assertFinding(long position, String eventId, String... words) {
    assertThat(whole()).hasValueSatisfying(finding -> assertIs(finding, position, eventId, words));
  }

  private void assertPartialFinding(long position, String eventId, String... words) {
    assertThat(partial(rows))
        .hasValueSatisfying(finding -> assertIs(finding, position, eventId, words));
  }

  private static void assertIs(Finding finding, long position, String eventId, String... words) {
    assertThat(finding.position()).isEqualTo(position);
    assertThat(finding.eventId()).isEqualTo(eventId);
    assertThat(finding.toString()).contains(words).contains("position " + position);
  }

  private RecordedEvent forge(int position) {
    RecordedEvent forged =
        with(rows.get(position - 1), rows.get(position - 1).sequence(), "forged");
    rows.set(position - 1, forged);
    return forged;
  }

  private static RecordedEvent at(long position, RecordedEvent event) {
    return new RecordedEvent(
        position,
        event.aggregateId(),
        event.sequence(),
        event.aggregateType(),
        event.eventId(),
        event.type(),
        event.revision(),
        event.time(),
        event.payload(),
        event.metadata());
  }

  private static RecordedEvent with(RecordedEvent event, long sequence, String id) {
    return new RecordedEvent(
        event.position(),
        event.aggregateId(),
        sequence,
        event.aggregateType(),
        id,
        event.type(),
        event.revision(),
        event.time(),
        event.payload(),
        event.metadata());
  }

  private static Events eventsOf(List<RecordedEvent> rows) {
    Events events = Events.of(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      events.replace(i, rows.get(i));
    }
    return events;
  }

  private void reopenEmpty() throws Exception {
    database.close();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(LogDatabase.FILE + suffix));
    }
    database = LogDatabase.sqlite(folder);
    log = new SqlTransparencyLog(database);
  }

  private void changeHash(int level, long number, int which, byte[] hash) throws SQLException {
    try (Connection connection = database.connection()) {
      LogRows rows = new LogRows(connection);
      io.annals.api.log.TilePath path = TiledTree.path(SIZE, level, number);
      byte[] hashes = rows.tile(path).orElseThrow();
      System.arraycopy(hash, 0, hashes, which * MerkleHash.BYTES, MerkleHash.BYTES);
      rows.put(path, hashes);
    }
  }

  private void changeEntry(long number, int which, byte[] entry) throws SQLException {
    try (Connection connection = database.connection()) {
      LogRows rows = new LogRows(connection);
      List<byte[]> entries = new ArrayList<>(EntryBundle.read(rows.bundle(number).orElseThrow()));
      entries.set(which, entry);
      rows.putBundle(number, EntryBundle.of(entries));
      assertThat(Arrays.equals(entries.get(which), entry)).isTrue();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      assertThat(statement.executeUpdate()).isOne();
    }
  }
}
