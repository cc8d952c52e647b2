package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.blob.Digest;
import io.annals.api.secret.SecretVault;
import io.annals.eventstore.SqliteBackup;
import io.annals.eventstore.StoredBlob;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code annals backup} beside a server that goes on writing. */
class BackupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedBeforeIsInTheCopyAndTheCopyServes() throws Exception {
    Path to = folder.resolve("backup");
    try (Place place = Place.fresh(Store.SQLITE)) {
      List<String> before;
      List<String> after;
      try (RunningServer server = RunningServer.at(place)) {
        Archives.makeHistory(server);
        Journal journal = new Journal();
        List<String> functions = SteadyLoad.functions(server.client(), journal, 2);
        try (SteadyLoad load = SteadyLoad.on(server.client(), functions, 2, journal);
            Threads code = Threads.start(List.of(() -> newCode(server.client())))) {
          Awaitility.await("load").until(() -> load.accepted() > 50);
          // Its file has another name after this.
          server.client().replay("analytics");
          before = events(place);
          backup(place, to, "--with-keys");
          load.stop();
          enough = true;
          code.results();
        }
        after = events(place);
      }
      try (Place copy = new Place(to, Store.SQLITE, null)) {
        List<String> copied = events(copy);
        assertThat(copied)
            .as("events acknowledged before")
            .startsWith(before.toArray(String[]::new));
        assertThat(after).as("all events").startsWith(copied.toArray(String[]::new));
        assertThat(copied.size()).as("the load went on").isLessThan(after.size());
        requireCode(copy);
        assertThat(to.resolve("analytics.db")).isRegularFile();
        for (String key : List.of("master.key")) {
          assertThat(to.resolve(key)).hasSameTextualContentAs(place.data().resolve(key));
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve(key))))
              .isEqualTo("rw-------");
        }
        try (RunningServer server = RunningServer.at(copy)) {
          assertThat(Archives.views(server)).isNotEmpty();
          SecretVault vault = server.part(SecretVault.class);
          List<String> opened = new ArrayList<>();
          Archives.secrets(copy)
              .forEach(
                  (id, secret) -> opened.add(vault.decrypt(id, "API_KEY", secret).orElse("-")));
          assertThat(opened).containsExactlyInAnyOrder("first", "second", "-");
          server.client().create(Map.of("name", "goes-on"));
        }
      }
    }
  }

  @Test
  void saysWhyItCannot() throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("note"), "mine");
    try (Place place = Place.fresh(Store.SQLITE)) {
      RunningServer.at(place).close();
      refused(Map.of(), "empty folder", place, full);
      assertThat(full).isDirectoryContaining("glob:**note");
      try (Place none = Place.fresh(Store.SQLITE)) {
        assertThatThrownBy(
                () ->
                    SqliteBackup.make(
                        none.data(), folder.resolve("new"), Map.of(), copy -> {}, file -> {}))
            .hasMessageContaining("no registry");
        assertThat(none.data()).isEmptyDirectory();
      }
      refused(
          Map.of("ANNALS_STORE", "postgres", "ANNALS_POSTGRES_URL", "jdbc:postgresql:x"),
          "pg_dump",
          place,
          folder.resolve("new"));
      assertThat(folder.resolve("new")).doesNotExist();
      assertThat(folder.resolve("new.part")).doesNotExist();
    }
  }

  private volatile boolean enough;

  private Void newCode(NativeClient client) {
    for (int i = 0; !enough; i++) {
      client.create(
          Map.of(
              "name",
              "code-" + i,
              "code",
              Map.of("files", Map.of("main.py", Map.of("text", "print('new', " + i + ")\n")))));
    }
    return null;
  }

  private static void requireCode(Place place) throws IOException {
    try (StoredRegistry store = Archives.open(place)) {
      Archives.allEvents(store)
          .forEach(
              event -> {
                Matcher digests = DIGEST.matcher(event.payload());
                while (digests.find()) {
                  assertThat(store.open(new StoredBlob(new Digest(digests.group()), 0, "")))
                      .as("code of event %d", event.position())
                      .isPresent();
                }
              });
    }
  }

  private static List<String> events(Place place) throws Exception {
    return place.events(
        "SELECT position, aggregate_id, sequence, event_id, payload, metadata FROM events ORDER BY"
            + " position");
  }

  private static void backup(Place place, Path to, String... more) {
    List<String> words = new ArrayList<>(List.of("backup", "--data", place.data().toString()));
    words.addAll(List.of("--to", to.toString()));
    words.addAll(List.of(more));
    try (AnnalsProcess process = AnnalsProcess.of(Map.of(), words.toArray(String[]::new))) {
      assertThat(process.exit(PATIENCE)).as("exit code; it said %s", process.err()).isZero();
      assertThat(process.out()).hasSize(1).first().asString().contains("events");
    }
  }

  private static void refused(Map<String, String> environment, String named, Place place, Path to) {
    try (AnnalsProcess process =
        AnnalsProcess.of(
            environment, "backup", "--data", place.data().toString(), "--to", to.toString())) {
      assertThat(process.exit(PATIENCE)).as(named).isEqualTo(1);
      assertThat(process.err()).filteredOn(line -> line.startsWith("annals: ")).hasSize(1);
      assertThat(process.err())
          .anyMatch(line -> line.contains(named))
          .noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
    }
  }
}
