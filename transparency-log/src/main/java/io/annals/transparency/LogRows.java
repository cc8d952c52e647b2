package io.annals.transparency;

import io.annals.api.log.TilePath;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The statements on the tables of the log, over a connection that the caller holds. */
final class LogRows {
  private static final String HEAD = "SELECT size, checkpoint, public_key FROM tree WHERE id = 1";
  private static final String BEGIN =
      "INSERT INTO tree (id, size, checkpoint, public_key, update_time) VALUES (1, 0, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  /** Changes nothing, but takes the row on PostgreSQL and the file on SQLite, and waits for it. */
  private static final String LOCK = "UPDATE tree SET size = size WHERE id = 1";

  private static final String MOVE =
      "UPDATE tree SET size = ?, checkpoint = ?, public_key = ?, update_time = ? WHERE id = 1";
  private static final String TILE = "SELECT hashes FROM tiles WHERE level = ? AND number = ?";
  private static final String PUT_TILE =
      "INSERT INTO tiles (level, number, hashes) VALUES (?, ?, ?)"
          + " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes";
  private static final String BUNDLE = "SELECT entries FROM bundles WHERE number = ?";
  private static final String PUT_BUNDLE =
      "INSERT INTO bundles (number, entries) VALUES (?, ?)"
          + " ON CONFLICT (number) DO UPDATE SET entries = excluded.entries";

  private static final int BUFFER = 16_384;

  private final Connection connection;

  LogRows(Connection connection) {
    this.connection = connection;
  }

  /** How far the tree goes and what was signed of it. */
  record Head(long size, String checkpoint, String publicKey) {}

  Optional<Head> head() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HEAD);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(new Head(row.getLong(1), row.getString(2), row.getString(3)))
          : Optional.empty();
    }
  }

  void begin(String checkpoint, String publicKey) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
      statement.setString(1, checkpoint);
      statement.setString(2, publicKey);
      statement.setString(3, Instant.now().toString());
      statement.executeUpdate();
    }
  }

  void lock() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.executeUpdate();
    }
  }

  void move(Head head) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      statement.setLong(1, head.size());
      statement.setString(2, head.checkpoint());
      statement.setString(3, head.publicKey());
      statement.setString(4, Instant.now().toString());
      statement.executeUpdate();
    }
  }

  /** The first hashes of a tile, as many as the path says. */
  Optional<byte[]> tile(TilePath path) throws SQLException {
    int bytes = path.width() * MerkleHash.BYTES;
    try (PreparedStatement statement = connection.prepareStatement(TILE)) {
      statement.setInt(1, path.level());
      statement.setLong(2, path.number());
      byte[] hashes = bytes(statement);
      return hashes == null || hashes.length < bytes
          ? Optional.empty()
          : Optional.of(Arrays.copyOf(hashes, bytes));
    }
  }

  void put(TilePath path, byte[] hashes) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUT_TILE)) {
      statement.setInt(1, path.level());
      statement.setLong(2, path.number());
      statement.setBytes(3, hashes);
      statement.executeUpdate();
    }
  }

  /** The bundle as far as it goes; empty where there is none, or where its row is damaged. */
  Optional<byte[]> bundle(long number) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BUNDLE)) {
      statement.setLong(1, number);
      byte[] deflated = bytes(statement);
      return deflated == null ? Optional.empty() : inflated(deflated);
    }
  }

  void putBundle(long number, byte[] entries) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUT_BUNDLE)) {
      statement.setLong(1, number);
      statement.setBytes(2, deflated(entries));
      statement.executeUpdate();
    }
  }

  private static byte @Nullable [] bytes(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static Optional<byte[]> inflated(byte[] bytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3);
      byte[] buffer = new byte[BUFFER];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0) {
          return Optional.empty();
        }
        out.write(buffer, 0, count);
      }
      return Optional.of(out.toByteArray());
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
