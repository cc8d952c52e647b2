package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.access.AccessTokens;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TilePath;
import io.annals.server.ServerSettings.Store;
import io.annals.server.access.ClientSecret;
import io.annals.server.endtoend.NativeClient.Answer;
import io.annals.transparency.Checkpoint;
import io.annals.transparency.EntryBundle;
import io.annals.transparency.LogEntry;
import io.annals.transparency.MerkleHash;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.Proofs;
import io.annals.transparency.SignedNote;
import io.annals.transparency.TiledTree;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The transparency log as a monitor reads it: only with the public key and what is served. */
class TransparencyLogTest {
  private static final String JSON_PROBLEM = "application/problem+json";

  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  /** The newest checkpoint that has everything which was stored when it was asked for. */
  private static Checkpoint signed(RunningServer server) {
    long head = server.part(EventLog.class).head();
    NoteVerifier key = NoteVerifier.parse(server.client().get("/log/key").is(200).text());
    return Awaitility.await()
        .until(
            () -> {
              Answer answer = server.client().get("/log/checkpoint").is(200);
              assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
              assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
              SignedNote note = SignedNote.parse(answer.text());
              assertThat(key.verifies(note)).isTrue();
              assertThat(Checkpoint.parse(note.text()).origin()).isEqualTo(key.name());
              return Checkpoint.parse(note.text());
            },
            checkpoint -> checkpoint.size() >= head);
  }

  private static TiledTree tree(NativeClient client, long size) {
    return new TiledTree(size, path -> tile(client, path));
  }

  private static Optional<byte[]> tile(NativeClient client, TilePath path) {
    Answer answer = client.get("/log/tile/" + path);
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.is(200).body());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void provesThatEveryEventIsInAndThatYesterdayIsAPrefixOfToday(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    String id = client.create(Map.of("kind", "test")).path("id").asString();
    Checkpoint yesterday = signed(server);
    // More than a tile on the one, less on the other.
    int changes = store == Store.SQLITE ? 260 : 20;
    for (int i = 0; i < changes; i++) {
      client.patch("/v1/functions/" + id, Map.of("description", "the " + i)).ok();
    }
    Checkpoint today = signed(server);
    assertThat(today.size()).isGreaterThanOrEqualTo(yesterday.size() + changes);

    TiledTree tree = tree(client, today.size());
    assertThat(tree.root()).isEqualTo(today.root());
    assertThat(
            Proofs.isConsistent(
                yesterday.root(),
                yesterday.size(),
                today.root(),
                today.size(),
                tree.consistencyProof(yesterday.size())))
        .isTrue();
    for (RecordedEvent stored : server.part(EventLog.class).ofStream(id, 0, 1000)) {
      String shown = new String(CloudEventJson.publicForm(stored), StandardCharsets.UTF_8);
      byte[] leaf = MerkleHash.ofLeaf(LogEntry.ofPublic(CloudEventJson.read(shown)));
      long index = stored.position() - 1;
      assertThat(
              Proofs.includes(today.root(), today.size(), index, leaf, tree.inclusionProof(index)))
          .isTrue();
    }
  }

  @Test
  void servesTilesThatStayAndEntriesThatHashToThem() throws Exception {
    RunningServer server = SERVERS.on(Store.SQLITE);
    NativeClient client = server.client();
    String id = client.create(Map.of("kind", "test")).path("id").asString();
    while (server.part(EventLog.class).head() < 300) {
      client.patch("/v1/functions/" + id, Map.of("description", UUID.randomUUID())).ok();
    }
    long size = signed(server).size();

    Answer full = client.get("/log/tile/0/000").is(200);
    assertThat(full.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(full.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    assertThat(full.body()).hasSize(8192);
    assertThat(client.get("/log/tile/0/000.p/5").is(200).body())
        .isEqualTo(java.util.Arrays.copyOf(full.body(), 5 * 32));

    Answer plain = client.get("/log/tile/entries/000").is(200);
    assertThat(plain.header("Content-Encoding")).isEmpty();
    List<byte[]> entries = EntryBundle.read(plain.body());
    assertThat(entries).hasSize(256);
    TiledTree tree = tree(client, size);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(MerkleHash.ofLeaf(entries.get(i))).isEqualTo(tree.leaf(i));
    }
    Answer zipped =
        client.call("GET", "/log/tile/entries/000").header("Accept-Encoding", "gzip").answer();
    assertThat(zipped.is(200).header("Content-Encoding")).isEqualTo("gzip");
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(gzip.readAllBytes()).isEqualTo(plain.body());
    }
    int width = (int) (size % 256);
    String last = String.format(java.util.Locale.ROOT, "entries/%03d.p/%d", size / 256, width);
    if (width > 0) {
      assertThat(EntryBundle.read(client.get("/log/tile/" + last).is(200).body())).hasSize(width);
    }
  }

  @Test
  void whatIsNotThereIs404AndWhatIsNoTileIs400() {
    NativeClient client = SERVERS.on(Store.SQLITE).client();
    for (String path : List.of("0/x999/999", "5/000", "63/000", "entries/x999/999", "0/999.p/1")) {
      Answer answer = client.get("/log/tile/" + path).is(404);
      assertThat(answer.header("Content-Type")).isEqualTo(JSON_PROBLEM);
      assertThat(answer.text("code")).isEqualTo("NOT_FOUND");
    }
    for (String path :
        List.of(
            "",
            "0",
            "0/0",
            "64/000",
            "0/000.p/256",
            "0/000.p/0",
            "0/x000/001",
            "data/000",
            "-1/000",
            "0/000%20",
            "0/000.p/%31")) {
      Answer answer = client.get("/log/tile/" + path).is(400);
      assertThat(answer.header("Content-Type")).isEqualTo(JSON_PROBLEM);
      assertThat(answer.text("code")).as(path).isEqualTo("INVALID_ARGUMENT");
    }
    client.get("/log").is(404);
    client.post("/log/checkpoint").is(405);
  }

  @Test
  void everyCredentialReadsTheTreeAndOnlyOneOfAllNamespacesTheEntries() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    server.client().create(Map.of("kind", "test"));
    signed(server);
    ClientSecret made = ClientSecret.create("localhost");
    ClientKey key =
        new ClientKey(
            made.clientId(), "tenant-tlog", made.publicKey(), "key:root", Instant.now(), null);
    server.part(ClientKeys.class).add(key);
    NativeClient tenant = server.clientWith(server.part(AccessTokens.class).issue(key).value());
    tenant.get("/log/checkpoint").is(200);
    tenant.get("/log/key").is(200);
    tenant.get("/log/tile/0/000.p/1").is(200);
    Answer refused = tenant.get("/log/tile/entries/000.p/1").is(403);
    assertThat(refused.text("code")).isEqualTo("PERMISSION_DENIED");
    server.client().get("/log/tile/entries/000.p/1").is(200);

    NativeClient stranger = server.clientWith(null);
    for (String path : List.of("checkpoint", "key", "tile/0/000.p/1", "tile/entries/000.p/1")) {
      stranger.get("/log/" + path).is(401);
    }
  }

  @Test
  void theKeyAndTheLogSurviveARestartAndARebuildOfTheLog() throws Exception {
    try (Place place = Place.fresh(Store.SQLITE)) {
      String key;
      Checkpoint before;
      try (RunningServer server = RunningServer.at(place)) {
        server.client().create(Map.of("kind", "test"));
        before = signed(server);
        key = server.client().get("/log/key").text();
      }
      try (RunningServer server = RunningServer.at(place)) {
        assertThat(server.client().get("/log/key").text()).isEqualTo(key);
        assertThat(signed(server)).isEqualTo(before);
      }
      for (String suffix : List.of("", "-wal", "-shm")) {
        java.nio.file.Files.deleteIfExists(place.data().resolve("log.db" + suffix));
      }
      try (RunningServer server = RunningServer.at(place)) {
        assertThat(server.client().get("/log/key").is(200).text()).isEqualTo(key);
        assertThat(signed(server)).isEqualTo(before);
      }
    }
  }
}
