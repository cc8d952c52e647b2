package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.blob.BlobStore.Blob;
import io.annals.api.blob.Digest;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the blob store promises on every database. */
abstract class BlobContract {
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
