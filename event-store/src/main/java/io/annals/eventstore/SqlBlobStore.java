package io.annals.eventstore;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs in the event database, cut into chunks of {@value #CHUNK} bytes: {@code blobs.db} beside
 * the events on SQLite, so that a large blob delays no event, and the same database on PostgreSQL.
 *
 * <p>A stream is hashed on its way into a temporary file and stored from there, with one chunk in
 * memory at a time; reading holds a connection only while it fetches a chunk.
 */
public final class SqlBlobStore implements BlobStore {
  /** Bytes of a chunk; the last one of a blob may be shorter. */
  static final int CHUNK = 1 << 20;

  private static final String FIND =
      "SELECT size FROM blobs WHERE digest = ?"
          + " AND NOT EXISTS (SELECT 1 FROM condemned_blobs c WHERE c.digest = blobs.digest)";
  private static final String REPRIEVE = "DELETE FROM condemned_blobs WHERE digest = ?";
  private static final String INSERT_BLOB =
      "INSERT INTO blobs (digest, size, create_time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String INSERT_CHUNK =
      "INSERT INTO blob_chunks (digest, number, content) VALUES (?, ?, ?)";
  private static final String READ_CHUNK =
      "SELECT content FROM blob_chunks WHERE digest = ? AND number = ?";

  private static final Logger log = LoggerFactory.getLogger(SqlBlobStore.class);

  @FunctionalInterface
  private interface Task {
    void run(Connection connection) throws SQLException, IOException;
  }

  /** What {@link #change} does. */
  @FunctionalInterface
  interface SqlTask {
    void run(Connection connection) throws SQLException;
  }

  private final EventDatabase database;

  /** Orders the writers of a SQLite file, which would else sleep in turns until it is free. */
  private final ReentrantLock singleWriter = new ReentrantLock(true);

  /**
   * @param database open for as long as this store is used; the caller closes it
   */
  public SqlBlobStore(EventDatabase database) {
    this.database = database;
  }

  @Override
  public List<Digest> putAll(Collection<byte[]> contents) {
    List<Digest> digests = contents.stream().map(Digest::of).toList();
    // In the order of the digests, so that two transactions with the same blobs cannot deadlock.
    Map<Digest, byte[]> missing = new TreeMap<>(Comparator.comparing(Digest::value));
    int i = 0;
    for (byte[] content : contents) {
      missing.put(digests.get(i++), content);
    }
    try {
      missing.keySet().removeIf(digest -> find(digest).isPresent());
      if (!missing.isEmpty()) {
        write(
            connection -> {
              for (var blob : missing.entrySet()) {
                byte[] content = blob.getValue();
                insert(
                    connection, blob.getKey(), content.length, new ByteArrayInputStream(content));
              }
            });
      }
      return digests;
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory cannot fail to be read.", e);
    }
  }

  @Override
  public Blob put(InputStream content, long maxBytes) throws IOException {
    Path spool = Files.createTempFile("annals-blob-", ".tmp");
    try {
      MessageDigest hash = Digest.sha256();
      long size = spool(new DigestInputStream(content, hash), spool, maxBytes);
      Digest digest = Digest.ofHash(hash.digest());
      if (find(digest).isEmpty()) {
        write(
            connection -> {
              try (InputStream spooled = Files.newInputStream(spool)) {
                insert(connection, digest, size, spooled);
              }
            });
      }
      return new Blob(digest, size);
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  @Override
  public Optional<Blob> find(Digest digest) {
    try (Connection connection = database.blobs().getConnection();
        PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, digest.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(new Blob(digest, row.getLong(1))) : Optional.empty();
      }
    } catch (SQLException e) {
      throw unavailable("read", e);
    }
  }

  @Override
  public Optional<InputStream> open(Digest digest) {
    return find(digest).map(blob -> new BlobInputStream(this, blob));
  }

  /** One chunk of a stored blob, from 0. */
  byte[] chunk(Digest digest, int number) {
    try (Connection connection = database.blobs().getConnection();
        PreparedStatement statement = connection.prepareStatement(READ_CHUNK)) {
      statement.setString(1, digest.value());
      statement.setInt(2, number);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("Chunk " + number + " of " + digest + " is missing.");
        }
        return row.getBytes(1);
      }
    } catch (SQLException e) {
      throw unavailable("read", e);
    }
  }

  private static long spool(InputStream content, Path spool, long maxBytes) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(spool)) {
      int read = content.read(buffer);
      while (read >= 0) {
        size += read;
        if (size > maxBytes) {
          throw ProblemException.of(
              ProblemType.PAYLOAD_TOO_LARGE, "The content is larger than " + maxBytes + " bytes.");
        }
        out.write(buffer, 0, read);
        read = content.read(buffer);
      }
    }
    return size;
  }

  private static void insert(Connection connection, Digest digest, long size, InputStream content)
      throws SQLException, IOException {
    insert(connection, digest, size, EventRow.format(Instant.now()), content);
  }

  /**
   * Inserts a blob in the current transaction, nothing where it is stored already.
   *
   * @return how many bytes of the content were stored
   */
  static long insert(
      Connection connection, Digest digest, long size, String createTime, InputStream content)
      throws SQLException, IOException {
    // First, so that whoever is removing it has done so or finds it reprieved.
    try (PreparedStatement reprieve = connection.prepareStatement(REPRIEVE)) {
      reprieve.setString(1, digest.value());
      reprieve.executeUpdate();
    }
    try (PreparedStatement blob = connection.prepareStatement(INSERT_BLOB)) {
      blob.setString(1, digest.value());
      blob.setLong(2, size);
      blob.setString(3, createTime);
      if (blob.executeUpdate() == 0) {
        return 0; // Another writer was faster, and has committed.
      }
    }
    long stored = 0;
    try (PreparedStatement chunk = connection.prepareStatement(INSERT_CHUNK)) {
      byte[] bytes = content.readNBytes(CHUNK);
      for (int number = 0; bytes.length > 0; number++) {
        chunk.setString(1, digest.value());
        chunk.setInt(2, number);
        chunk.setBytes(3, bytes);
        chunk.executeUpdate();
        stored += bytes.length;
        bytes = content.readNBytes(CHUNK);
      }
    }
    return stored;
  }

  /** Does something to the tables of the blobs in a transaction of its own. */
  void change(SqlTask task) {
    try {
      write(task::run);
    } catch (IOException e) {
      throw new IllegalStateException("Nothing is read.", e);
    }
  }

  private void write(Task task) throws IOException {
    boolean inTurns = database.sql().singleBlobWriter();
    if (inTurns) {
      singleWriter.lock();
    }
    try (Connection connection = database.blobs().getConnection()) {
      connection.setAutoCommit(false);
      try {
        task.run(connection);
        connection.commit();
      } catch (SQLException | IOException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw unavailable("stored", e);
    } finally {
      if (inTurns) {
        singleWriter.unlock();
      }
    }
  }

  private ProblemException unavailable(String done, SQLException cause) {
    log.warn("Blobs cannot be {}: {}", done, cause.getMessage());
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE,
        "Code cannot be " + done + " just now. Send the request again.",
        Duration.ofSeconds(1),
        cause);
  }
}
