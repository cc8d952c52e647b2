package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.blob.Digest;
import io.annals.eventstore.RestoreException;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Store;
import io.annals.server.StartupException;
import io.annals.server.archive.ArchiveException;
import io.annals.server.archive.ArchiveExport;
import io.annals.server.archive.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exports and restores that are stopped anywhere, and archives that are not what they were. {@code
 * -Dannals.archive.seed=N} brings an earlier run's choices back.
 */
class ArchiveTroubleTest {
  private static final long SEED = Long.getLong("annals.archive.seed", System.nanoTime());
  private static final int MOST_STEPS = 10;
  private static final int MOST_CUTS = 60;

  @TempDir static Path shared;
  private static Place source;
  private static List<String> content;
  private static Path archive;

  @TempDir Path folder;
  private final Random random = new Random(SEED);

  @BeforeAll
  static void makeOne() throws Exception {
    source = Place.fresh(Store.SQLITE);
    try (RunningServer server = RunningServer.at(source)) {
      Archives.makeHistory(server);
    }
    content = Archives.content(source);
    archive = shared.resolve("archive");
    Archives.export(source, archive);
  }

  @AfterAll
  static void forget() {
    source.close();
  }

  /** Stops what it is shown after some steps, as a power cut would. */
  private static final class PowerCut implements Progress {
    private int left;

    PowerCut(int steps) {
      left = steps;
    }

    static final class Cut extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Override
    public void begin(String what, long steps) {
      step(1);
    }

    @Override
    public void step(long steps) {
      if (left-- == 0) {
        throw new Cut();
      }
    }
  }

  /**
   * Does it with power cuts until it gets through, and says how many there were.
   *
   * @param steps of an attempt, after so many before
   */
  private static int untilDone(Consumer<Progress> work, IntUnaryOperator steps) {
    for (int cuts = 0; cuts < MOST_CUTS; cuts++) {
      try {
        work.accept(new PowerCut(steps.applyAsInt(cuts)));
        return cuts;
      } catch (PowerCut.Cut e) {
        // Once more.
      }
    }
    throw new AssertionError("It does not get on, with seed " + SEED);
  }

  @Test
  void anExportThatIsStoppedAgainAndAgainBecomesTheSame() throws Exception {
    Path stopped = folder.resolve("stopped");
    // Never so many that one attempt could do all.
    int cuts =
        untilDone(
            progress -> Archives.export(source, stopped, progress),
            before -> 2 + random.nextInt(MOST_STEPS));
    assertThat(cuts).as("power cuts with seed %d", SEED).isPositive();
    assertThat(manifest(stopped).without("time"))
        .as("with seed %d", SEED)
        .isEqualTo(manifest(archive).without("time"));
    assertThat(files(stopped)).isEqualTo(files(archive));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aRestoreThatIsStoppedAgainAndAgainEndsWithTheSameAndIsNotServedBefore(Store store)
      throws Exception {
    try (Place target = Place.fresh(store)) {
      assertThatThrownBy(() -> Archives.restore(archive, target, new PowerCut(28)))
          .isInstanceOf(PowerCut.Cut.class);
      assertThatThrownBy(() -> RunningServer.at(target))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("a restore into it was begun and is not finished");
      assertThatThrownBy(() -> Archives.export(target, folder.resolve("half")))
          .hasMessageContaining("a restore into it was begun and is not finished");
      // Each attempt looks at every file first, and goes again through what is in.
      int cuts =
          untilDone(
              progress -> Archives.restore(archive, target, progress),
              before -> random.nextInt(MOST_STEPS * (1 + before)));
      assertThat(Archives.content(target)).as("%d cuts, seed %d", cuts, SEED).isEqualTo(content);
      assertThatThrownBy(() -> Archives.restore(archive, target))
          .isInstanceOf(RestoreException.class)
          .hasMessageContaining("not empty");
      Archives.giveMasterKey(source, target);
      RunningServer.at(target).close();
    }
  }

  @Test
  void anotherArchiveDoesNotEndWhatOneBegan() throws Exception {
    Path other = folder.resolve("other");
    try (Place place = Place.fresh(Store.SQLITE);
        Place target = Place.fresh(Store.SQLITE)) {
      try (RunningServer server = RunningServer.at(place)) {
        server.client().create(java.util.Map.of("name", "other"));
      }
      Archives.export(place, other);
      assertThatThrownBy(() -> Archives.restore(archive, target, new PowerCut(28)))
          .isInstanceOf(PowerCut.Cut.class);
      assertThatThrownBy(() -> Archives.restore(other, target))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("begun from another one");
      assertThatThrownBy(() -> Archives.export(place, archive))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("another registry");
      Files.writeString(folder.resolve("note"), "mine");
      assertThatThrownBy(() -> Archives.export(place, folder))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("other things");
    }
  }

  @Test
  void everyFileThatIsNotWhatItWasIsNamedBeforeAnythingIsWritten() throws Exception {
    for (String name : files(archive)) {
      Path copy = copy("flipped-" + name.replace('/', '-'));
      byte[] bytes = Files.readAllBytes(copy.resolve(name));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy.resolve(name), bytes);
      refused(copy, name + ": flipped bit", name);
    }
    Path cut = copy("cut");
    String segment = manifest(cut).part("events", 1).path("file").asString();
    byte[] bytes = Files.readAllBytes(cut.resolve(segment));
    Files.write(cut.resolve(segment), java.util.Arrays.copyOf(bytes, bytes.length - 1));
    refused(cut, "truncated", segment);

    Path less = copy("less");
    String pack = manifest(less).part("blobs", 0).path("file").asString();
    Files.delete(less.resolve(pack));
    refused(less, "missing", pack + " is missing");

    Path none = folder.resolve("none");
    refused(none, "nothing there", "no export");
  }

  @Test
  void whatTheRegistryHasRemovedLeavesTheExportWithTheNextOne() throws Exception {
    Path kept = copy("kept");
    try (Place place = Place.fresh(Store.SQLITE);
        Place target = Place.fresh(Store.SQLITE)) {
      FileSystemUtils.copyRecursively(source.data(), place.data());
      String gone =
          content.stream().filter(line -> line.startsWith("StoredBlob")).findFirst().orElseThrow();
      String digest = gone.replaceAll(".*digest=(sha256:\\w+).*", "$1");
      try (Connection blobs =
              DriverManager.getConnection("jdbc:sqlite:" + place.data().resolve("blobs.db"));
          Statement delete = blobs.createStatement()) {
        delete.execute("DELETE FROM blobs WHERE digest = '" + digest + "'");
        delete.execute("DELETE FROM blob_chunks WHERE digest = '" + digest + "'");
      }
      Archives.export(place, kept);
      assertThat(files(kept)).as("packs").doesNotContain("blobs/000001.zip");
      Archives.restore(kept, target);
      assertThat(Archives.content(target))
          .isEqualTo(content.stream().filter(line -> !line.equals(gone)).toList());
    }
  }

  @Test
  void aRedactedExportHasNoSecretNoCodeAndNoKey() throws Exception {
    Path redacted = folder.resolve("redacted");
    try (StoredRegistry store = Archives.open(source)) {
      new ArchiveExport(Optional::empty).export(store, redacted, true, Progress.UNSEEN);
      String name = "events/000000000001-%012d.ndjson.gz".formatted(store.head());
      assertThat(files(redacted)).containsExactly(name);
      String text;
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(redacted.resolve(name)))) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      assertThat(text.lines()).hasSize((int) store.head());
      assertThat(text).doesNotContain(Archives.secrets(source).values());
    }
    assertThat(manifest(redacted).json().path("tree").path("root"))
        .as("the hash is that of what everybody may see")
        .isEqualTo(manifest(archive).json().path("tree").path("root"));
    refused(redacted, "redacted", "is redacted");
    assertThatThrownBy(() -> Archives.export(source, redacted))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("redacted");
  }

  @Test
  void viewsOfAnotherRegistryAreNotKept() throws Exception {
    try (Place target = Place.fresh(Store.SQLITE)) {
      Files.copy(source.data().resolve("views.db"), target.data().resolve("views.db"));
      assertThatThrownBy(() -> Archives.restore(archive, target))
          .isInstanceOf(RestoreException.class)
          .hasMessageContaining("views.db shows events");
    }
  }

  @Test
  void whatAManifestIsMadeToFitIsStillFound() throws Exception {
    // A changed payload under a digest that was made to fit: the tree has another root.
    rewritten(
        "payload",
        1,
        lines -> lines.set(3, lines.get(3).replace("\"data\":{", "\"data\":{\"more\":1,")),
        "not those that the log has signed");
    rewritten("order", 1, lines -> Collections.swap(lines, 2, 3), "stands where event");
    rewritten("lost", 2, lines -> lines.remove(5), "stands where event");
    rewritten("short", 1, lines -> lines.remove(lines.size() - 1), "it ends with event");
    rewritten("text", 0, lines -> lines.set(4, "{}"), "line 5");
    rewritten(
        "sequence",
        1,
        lines ->
            lines.replaceAll(
                line ->
                    line.replaceFirst(
                        "\"streamsequence\":\"(\\d+)\"", "\"streamsequence\":\"9$1\"")),
        "of its stream");
    Path signed = copy("signed");
    edit(
        signed,
        manifest -> {
          ObjectNode tree = (ObjectNode) manifest.path("tree").path("signed");
          tree.put(
              "checkpoint", tree.path("checkpoint").asString().replaceFirst("\n\\d+\n", "\n7\n"));
        });
    try (Place target = Place.fresh(Store.SQLITE)) {
      assertThatThrownBy(() -> Archives.restore(signed, target))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("not signed with its key");
    }
    Path swapped = copy("swapped");
    edit(
        swapped,
        manifest -> {
          ArrayNode events = (ArrayNode) manifest.path("events");
          events.insert(0, events.remove(1));
        });
    refused(swapped, "segments in another order", "is said to follow");
    Path foreign = copy("foreign");
    edit(foreign, manifest -> manifest.put("format", "zip"));
    refused(foreign, "another format", "not the manifest");
    Path outside = copy("outside");
    edit(
        outside,
        manifest -> ((ObjectNode) manifest.path("keys")).put("file", "../archive/keys.ndjson"));
    refused(outside, "a file elsewhere", "outside");
  }

  /** Changes the lines of a segment and makes the manifest name the digest of what became of it. */
  private void rewritten(String name, int segment, Consumer<List<String>> change, String named)
      throws Exception {
    Path copy = copy(name);
    Path file = copy.resolve(manifest(copy).part("events", segment).path("file").asString());
    String text;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    change.accept(lines);
    assertThat(lines.equals(text.lines().toList())).as("%s is as before", name).isFalse();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Files.write(file, bytes.toByteArray());
    edit(
        copy,
        manifest -> {
          ObjectNode part = (ObjectNode) manifest.path("events").path(segment);
          part.put("digest", Digest.of(bytes.toByteArray()).value());
          part.put("bytes", bytes.size());
        });
    try (Place target = Place.fresh(Store.SQLITE)) {
      assertThatThrownBy(() -> Archives.restore(copy, target)).as(name).hasMessageContaining(named);
      assertThatThrownBy(() -> RunningServer.at(target))
          .as(name + ": not served")
          .hasMessageContaining("not finished");
    }
  }

  private static void refused(Path copy, String what, String named) {
    try (Place target = Place.fresh(Store.SQLITE)) {
      assertThatThrownBy(() -> Archives.restore(copy, target))
          .as(what)
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining(named);
      assertThat(target.data().toFile().list()).as(what + ": the store").isEmpty();
    }
  }

  private Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    FileSystemUtils.copyRecursively(archive, copy);
    return copy;
  }

  private static void edit(Path archive, Consumer<ObjectNode> change) throws IOException {
    ObjectNode manifest = manifest(archive).json();
    change.accept(manifest);
    Files.write(archive.resolve("manifest.json"), NativeClient.JSON.writeValueAsBytes(manifest));
  }

  private record Manifest(ObjectNode json) {
    ObjectNode without(String member) {
      json.remove(member);
      return json;
    }

    tools.jackson.databind.JsonNode part(String member, int index) {
      return json.path(member).path(index);
    }
  }

  private static Manifest manifest(Path archive) throws IOException {
    return new Manifest(
        (ObjectNode)
            NativeClient.JSON.readTree(Files.readAllBytes(archive.resolve("manifest.json"))));
  }

  /** The names of all files but the manifest and the lock. */
  private static List<String> files(Path archive) throws IOException {
    UnaryOperator<Path> relative = archive::relativize;
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .filter(Files::isRegularFile)
          .map(relative)
          .map(Path::toString)
          .filter(name -> !name.equals("manifest.json") && !name.equals("export.lock"))
          .sorted()
          .toList();
    }
  }
}
