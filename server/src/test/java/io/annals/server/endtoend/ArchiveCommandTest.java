package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.log.RecordedEvent;
import io.annals.eventstore.RestoringStore;
import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code annals export} and {@code annals restore} as processes of their own. */
class ArchiveCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVENTS = 40_000;
  private static final int BATCH = 4_000;

  private static final String ALL_EVENTS =
      "SELECT position, aggregate_id, sequence, aggregate_type, event_id, type, revision, time,"
          + " payload, metadata FROM events ORDER BY position";

  @TempDir Path folder;

  @Test
  void killedInTheMiddleBothGoOnWhenTheyAreRunAgain() throws Exception {
    Path archive = folder.resolve("archive");
    try (Place place = Place.fresh(Store.SQLITE);
        Place target = Place.fresh(Store.SQLITE)) {
      fill(place);
      String[] export = words("export", place, "--to", archive.toString());
      kill(export, () -> size(archive.resolve("events/next.part")) > 0);
      assertThat(archive.resolve("manifest.json")).doesNotExist();
      assertThatThrownBy(() -> Archives.restore(archive, target))
          .hasMessageContaining("no export in");
      assertThat(one(done(export))).startsWith(EVENTS + " events (" + EVENTS + " new)");

      String[] restore = words("restore", target, "--from", archive.toString());
      Path log = target.data().resolve("events.db-wal");
      kill(restore, () -> size(log) > 1_000_000);
      assertThatThrownBy(() -> RunningServer.at(target)).hasMessageContaining("is not finished");
      assertThat(one(done(restore))).startsWith(EVENTS + " events");
      assertThat(target.events(ALL_EVENTS)).isEqualTo(place.events(ALL_EVENTS));
    }
  }

  @Test
  void saysWhyItCannot() throws Exception {
    try (Place none = Place.fresh(Store.SQLITE)) {
      String nowhere = folder.resolve("nowhere").toString();
      assertThat(one(failed(2, words("export", none, "--to", nowhere, "--format", "xml"))))
          .contains("ndjson");
      assertThat(one(failed(1, words("export", none, "--to", nowhere)))).contains("no registry");
      assertThat(none.data()).isEmptyDirectory();
      assertThat(folder.resolve("nowhere")).doesNotExist();
    }
  }

  /** Writes so many events that reading them takes longer than noticing that it has begun. */
  private static void fill(Place place) {
    try (RestoringStore store = RestoringStore.sqlite(place.data())) {
      store.begin();
      List<RecordedEvent> batch = new ArrayList<>();
      for (int position = 1; position <= EVENTS; position++) {
        batch.add(event(position));
        if (batch.size() == BATCH) {
          store.append(batch);
          batch.clear();
        }
      }
      store.finish(EVENTS);
    }
  }

  private static RecordedEvent event(int position) {
    return new RecordedEvent(
        position,
        "stream-" + position % 100,
        (position - 1) / 100,
        "Function",
        "event-" + position,
        "FunctionUpdated",
        "1",
        "2026-01-01T00:00:00.000000Z",
        "{\"changes\":{\"description\":\"" + Integer.toHexString(position * 31).repeat(60) + "\"}}",
        "{\"principal\":\"key:root\"}");
  }

  private static String[] words(String command, Place place, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--data", place.data().toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static void kill(String[] words, Callable<Boolean> moment) {
    try (AnnalsProcess process = AnnalsProcess.of(Map.of(), words)) {
      Awaitility.await("the moment of the kill")
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(moment);
      process.kill();
    }
  }

  private static List<String> done(String[] words) {
    try (AnnalsProcess process = AnnalsProcess.of(Map.of(), words)) {
      assertThat(process.exit(PATIENCE)).as("exit code; it said %s", process.err()).isZero();
      return process.out();
    }
  }

  private static List<String> failed(int code, String[] words) {
    try (AnnalsProcess process = AnnalsProcess.of(Map.of(), words)) {
      assertThat(process.exit(PATIENCE)).as("%s", process.err()).isEqualTo(code);
      assertThat(process.err()).noneMatch(line -> line.contains("Exception"));
      // A bar may come before it.
      return process.err().stream().filter(line -> line.contains("annals: ")).toList();
    }
  }

  private static String one(List<String> lines) {
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
