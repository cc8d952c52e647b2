package io.annals.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TilePath;
import io.annals.api.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of the log behind the events, on every database. */
abstract class FollowerContract {
  private static final NoteSigner SIGNER = NoteSigner.of("", NoteSigner.freshKey());

  private LogDatabase database;
  private SqlTransparencyLog log;

  /** A new, empty one. */
  abstract LogDatabase open();

  @BeforeEach
  void openDatabase() {
    database = open();
    log = new SqlTransparencyLog(database);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void whatCameIsSignedAndServed() {
    Events events = Events.of(300);
    try (LogFollower follower = LogFollower.start(events, database, () -> SIGNER)) {
      awaitSize(follower, 300);
      assertTree(events.all());
      events.add(1_000);
      awaitSize(follower, 1_300);
      assertTree(events.all());
      assertThat(log.tile(new TilePath(0, 5, 21))).isEmpty();
      assertThat(log.tile(new TilePath(0, 5, 20)).orElseThrow()).hasSize(20 * 32);
      assertThat(log.tile(new TilePath(0, 5, 7)).orElseThrow()).hasSize(7 * 32);
      assertThat(log.tile(new TilePath(0, 0, 44)).orElseThrow())
          .as("a tile that was partial once")
          .hasSize(44 * 32);
      assertThat(log.tile(new TilePath(0, 6, 1))).isEmpty();
      assertThat(log.tile(new TilePath(1, 0, 5)).orElseThrow()).hasSize(5 * 32);
      assertThat(log.tile(new TilePath(2, 0, 1))).isEmpty();
      assertThat(log.entries(new TilePath(TilePath.ENTRIES, 5, 21))).isEmpty();
    }
  }

  @Test
  void anEmptyRegistryHasASignedCheckpointToo() {
    try (LogFollower follower = LogFollower.start(Events.of(0), database, () -> SIGNER)) {
      await().until(() -> !log.isEmpty());
      assertTree(List.of());
      assertThat(follower.trouble()).isEmpty();
    }
  }

  @Test
  void whatIsStoredWhenItStopsIsSigned() {
    Events events = Events.of(10);
    LogFollower follower = LogFollower.start(events, database, () -> SIGNER);
    awaitSize(follower, 10);
    events.add(90);
    follower.close();
    assertTree(events.all());
  }

  @Test
  void itGoesOnWhereItStoppedAndOnceSignedStaysAPrefix() {
    Events events = Events.of(0);
    Checkpoint before = new Checkpoint("", 0, MerkleHash.ofNothing());
    for (int round = 1; round <= 8; round++) {
      events.add(100 + round);
      LogFollower.start(events, database, () -> SIGNER).close();
      assertTree(events.all());
      Checkpoint now = checkpoint();
      TiledTree tree = new TiledTree(now.size(), log::tile);
      assertThat(
              Proofs.isConsistent(
                  before.root(),
                  before.size(),
                  now.root(),
                  now.size(),
                  tree.consistencyProof(before.size())))
          .isTrue();
      before = now;
    }
  }

  @Test
  void manyWritersMakeOneTree() throws Exception {
    Events events = Events.of(0);
    ExecutorService nodes = Executors.newFixedThreadPool(3);
    try {
      List<LogWriter> writers =
          IntStream.range(0, 3).mapToObj(i -> new LogWriter(events, database, SIGNER)).toList();
      writers.get(0).begin();
      for (int i = 1; i <= 20; i++) {
        events.add(37);
        List<Future<Long>> rounds =
            writers.stream().map(writer -> nodes.submit(writer::extend)).toList();
        for (Future<Long> round : rounds) {
          round.get();
        }
        assertThat(checkpoint().size()).isEqualTo(37L * i);
      }
    } finally {
      nodes.shutdownNow();
    }
    assertTree(events.all());
  }

  @Test
  void whatWasRewrittenIsNotSignedAgain() {
    Events events = Events.of(300);
    LogFollower.start(events, database, () -> SIGNER).close();
    String signed = log.checkpoint();
    events.replace(298, Events.event(77));
    assertHalts(events, "position 299 is not what it signed");

    events.replace(298, Events.event(299));
    RecordedEvent forged = Events.event(300);
    events.cutTo(299);
    assertHalts(events, "the store has only 299");

    events.add(1);
    events.replace(
        299,
        new RecordedEvent(
            forged.position(),
            forged.aggregateId(),
            forged.sequence(),
            forged.aggregateType(),
            "another",
            forged.type(),
            forged.revision(),
            forged.time(),
            forged.payload(),
            forged.metadata()));
    events.add(5);
    assertHalts(events, "position 300 is not what it signed");
    assertThat(log.checkpoint()).isEqualTo(signed);
  }

  @Test
  void aGapIsNotSigned() {
    Events events = Events.of(50);
    try (LogFollower follower = LogFollower.start(events, database, () -> SIGNER)) {
      awaitSize(follower, 50);
      events.add(2);
      events.replace(51, Events.event(53));
      events.add(1);
      await().until(() -> follower.trouble().isPresent() || follower.size() > 51);
    }
    assertThat(checkpoint().size()).isLessThan(53);
  }

  private void assertHalts(Events events, String why) {
    try (LogFollower follower = LogFollower.start(events, database, () -> SIGNER)) {
      await().until(() -> follower.trouble().isPresent());
      assertThat(follower.trouble().orElseThrow()).contains(why);
    }
  }

  @Test
  void anotherNameIsSignedAtOnce() {
    Events events = Events.of(20);
    LogFollower.start(events, database, () -> SIGNER).close();
    NoteSigner renamed = NoteSigner.of("example.org/annals", NoteSigner.freshKey());
    LogFollower.start(events, database, () -> renamed).close();
    assertThat(log.verifierKey()).isEqualTo(renamed.verifier().written());
    assertThat(checkpoint().origin()).isEqualTo("example.org/annals");
    assertThat(renamed.verifier().verifies(SignedNote.parse(log.checkpoint()))).isTrue();
    assertThat(checkpoint().size()).isEqualTo(20);
  }

  @Test
  void aFailureIsTriedAgain() {
    Events events = Events.of(20);
    int[] calls = {0};
    try (LogFollower follower =
        LogFollower.start(
            events,
            database,
            () -> {
              if (calls[0]++ == 0) {
                throw ProblemException.of(
                    io.annals.api.problem.ProblemType.UNAVAILABLE, "no key yet");
              }
              return SIGNER;
            })) {
      awaitSize(follower, 20);
      assertThat(follower.trouble()).isEmpty();
    }
  }

  private static void awaitSize(LogFollower follower, long size) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> follower.size() == size);
  }

  private Checkpoint checkpoint() {
    return Checkpoint.parse(SignedNote.parse(log.checkpoint()).text());
  }

  /** The log says what the events say, in all its parts. */
  private void assertTree(List<RecordedEvent> events) {
    assertThat(NoteVerifier.parse(log.verifierKey()).verifies(SignedNote.parse(log.checkpoint())))
        .isTrue();
    Checkpoint checkpoint = checkpoint();
    GrowingTree expected = new GrowingTree((path, hashes) -> {});
    events.forEach(event -> expected.add(MerkleHash.ofLeaf(LogEntry.of(event))));
    assertThat(checkpoint)
        .isEqualTo(new Checkpoint(checkpoint.origin(), events.size(), expected.root()));
    assertThat(new TiledTree(events.size(), log::tile).root()).isEqualTo(expected.root());
    for (int first = 0; first < events.size(); first += TilePath.FULL) {
      List<RecordedEvent> some =
          events.subList(first, Math.min(events.size(), first + TilePath.FULL));
      byte[] bundle =
          log.entries(new TilePath(TilePath.ENTRIES, first / TilePath.FULL, some.size()))
              .orElseThrow();
      assertThat(EntryBundle.read(bundle))
          .containsExactlyElementsOf(some.stream().map(LogEntry::of).toList());
    }
  }
}
