package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.blob.BlobStore.Blob;
import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.upload.PendingRevision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the blob store promises on every database. */
abstract class BlobContract {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  EventDatabase database;
  SqlBlobStore blobs;

  abstract EventDatabase open();

  @BeforeEach
  void openStore() {
    database = open();
    blobs = new SqlBlobStore(database);
  }

  @AfterEach
  void closeStore() {
    database.close();
  }

  @Test
  void bytesAreFoundUnderTheirDigestAndStoredOnce() throws Exception {
    byte[] code = "exports.handler = 1".getBytes(StandardCharsets.UTF_8);
    byte[] empty = {};
    List<Digest> digests = blobs.putAll(List.of(code, empty, code));
    assertThat(digests).containsExactly(Digest.of(code), Digest.of(empty), Digest.of(code));
    assertThat(blobs.putAll(List.of(code))).containsExactly(Digest.of(code));
    assertThat(blobs.put(new ByteArrayInputStream(code), 100).digest()).isEqualTo(Digest.of(code));

    assertThat(read(Digest.of(code))).isEqualTo(code);
    assertThat(read(Digest.of(empty))).isEmpty();
    assertThat(blobs.find(Digest.of(code))).contains(new Blob(Digest.of(code), code.length));
    assertThat(count("blobs")).isEqualTo(2);
    assertThat(count("blob_chunks")).isEqualTo(1);
  }

  @Test
  void whatWasNeverStoredIsNotFound() {
    Digest unknown = Digest.of(new byte[] {1});
    assertThat(blobs.find(unknown)).isEmpty();
    assertThat(blobs.open(unknown)).isEmpty();
  }

  @Test
  void aLongStreamIsStoredAndReadInChunks() throws Exception {
    byte[] large = new byte[20 * (1 << 20) + 77];
    new Random(7).nextBytes(large);
    Blob stored = blobs.put(new ByteArrayInputStream(large), large.length);
    assertThat(stored).isEqualTo(new Blob(Digest.of(large), large.length));
    assertThat(count("blob_chunks")).isEqualTo(21);
    assertThat(read(stored.digest())).isEqualTo(large);
    try (InputStream content = blobs.open(stored.digest()).orElseThrow()) {
      content.skipNBytes(3_000_000);
      assertThat(content.read()).isEqualTo(large[3_000_000] & 0xff);
    }
  }

  @Test
  void aStreamThatIsTooLongIsRefusedAndLeavesNothing() throws Exception {
    assertThatThrownBy(() -> blobs.put(new ByteArrayInputStream(new byte[101]), 100))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.type()).isEqualTo(ProblemType.PAYLOAD_TOO_LARGE));
    assertThat(count("blobs")).isZero();
  }

  @Test
  void aStreamThatBreaksLeavesNothing() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("torn");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("torn");
          }
        };
    assertThatThrownBy(() -> blobs.put(broken, 100)).isInstanceOf(IOException.class);
    assertThat(count("blobs")).isZero();
  }

  @Test
  void aCondemnedBlobIsNotFoundUntilItsContentIsStoredAgain() throws Exception {
    SqlBlobRemoval removal = new SqlBlobRemoval(database, blobs);
    byte[] code = {1, 2, 3};
    Digest digest = blobs.putAll(List.of(code)).get(0);
    Digest unknown = Digest.of(new byte[] {9});
    assertThat(removal.stored(List.of(unknown, digest))).containsExactly(digest);

    removal.condemn(List.of(digest, unknown), NOW);
    removal.condemn(List.of(digest), NOW.plusSeconds(60));
    assertThat(blobs.find(digest)).isEmpty();
    assertThat(blobs.open(digest)).isEmpty();
    assertThat(removal.stored(List.of(digest))).containsExactly(digest);
    assertThat(removal.remove(List.of(digest), NOW)).as("condemned before that instant").isZero();

    assertThat(blobs.putAll(List.of(code))).containsExactly(digest);
    assertThat(read(digest)).isEqualTo(code);
    assertThat(count("blob_chunks")).isEqualTo(1);
    assertThat(removal.remove(List.of(digest), NOW.plusSeconds(90))).isZero();

    removal.condemn(List.of(digest), NOW);
    removal.reprieve(List.of(digest));
    assertThat(read(digest)).isEqualTo(code);
  }

  @Test
  void aBlobIsRemovedOnceItHasBeenCondemnedForAWhile() throws Exception {
    SqlBlobRemoval removal = new SqlBlobRemoval(database, blobs);
    byte[] large = new byte[(1 << 20) + 1];
    new Random(3).nextBytes(large);
    List<Digest> digests = blobs.putAll(List.of(large, new byte[] {1}));
    removal.condemn(digests.subList(0, 1), NOW);

    assertThat(removal.remove(digests, NOW.plusMillis(1))).isEqualTo(1);

    assertThat(removal.stored(digests)).containsExactly(digests.get(1));
    assertThat(count("blobs")).isEqualTo(1);
    assertThat(count("blob_chunks")).isEqualTo(1);
    assertThat(count("condemned_blobs")).isZero();
    blobs.put(new ByteArrayInputStream(large), large.length);
    assertThat(read(digests.get(0))).isEqualTo(large);
  }

  @Test
  void whatAnAnnouncedRevisionHasReceivedIsLeftAlone() throws Exception {
    SqlBlobRemoval removal = new SqlBlobRemoval(database, blobs);
    SqlPendingRevisions pending = new SqlPendingRevisions(database);
    Digest digest = blobs.putAll(List.of(new byte[] {5})).get(0);
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    pending.open(new PendingRevision("r", "f", List.of("a.js"), "", tomorrow));
    pending.receive("r", "a.js", new FileRef(digest, 1));

    removal.condemn(List.of(digest), NOW);

    assertThat(blobs.find(digest)).isPresent();
    assertThat(count("condemned_blobs")).isZero();
  }

  @Test
  void whoStoresABlobWhileItIsRemovedHasIt() throws Exception {
    SqlBlobRemoval removal = new SqlBlobRemoval(database, blobs);
    byte[] code = {7, 7, 7};
    Digest digest = Digest.of(code);
    for (int round = 0; round < 40; round++) {
      blobs.putAll(List.of(code));
      removal.condemn(List.of(digest), NOW);
      List<Throwable> failures =
          EngineContract.inParallel(
              2,
              thread -> {
                if (thread == 0) {
                  removal.remove(List.of(digest), NOW.plusSeconds(1));
                } else {
                  blobs.putAll(List.of(code));
                }
              });
      assertThat(failures).isEmpty();
      assertThat(read(digest)).as("round " + round).isEqualTo(code);
    }
  }

  @Test
  void manyMayStoreTheSameContentAtOnce() throws Exception {
    byte[] shared = new byte[3 << 20];
    new Random(1).nextBytes(shared);
    byte[] small = {4, 5, 6};
    List<Throwable> failures =
        EngineContract.inParallel(
            8,
            w -> {
              blobs.put(new ByteArrayInputStream(shared), shared.length);
              blobs.putAll(List.of(small, shared, new byte[] {(byte) w}));
            });
    assertThat(failures).isEmpty();
    assertThat(read(Digest.of(shared))).isEqualTo(shared);
    assertThat(count("blobs")).isEqualTo(10);
  }

  private byte[] read(Digest digest) throws IOException {
    try (InputStream content = blobs.open(digest).orElseThrow()) {
      return content.readAllBytes();
    }
  }

  private int count(String table) throws Exception {
    try (Connection connection = database.blobs().getConnection();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getInt(1);
    }
  }
}
