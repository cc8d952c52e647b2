package io.annals.eventstore;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.blob.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs of a {@link SqlBlobStore}. On SQLite the freed pages are overwritten and leave the
 * log, as far as the file system lets them.
 */
public final class SqlBlobRemoval implements BlobRemoval {
  private static final Logger log = LoggerFactory.getLogger(SqlBlobRemoval.class);

  private static final String STORED = "SELECT 1 FROM blobs WHERE digest = ?";
  private static final String CONDEMN =
      "INSERT INTO condemned_blobs (digest, time) SELECT b.digest, ? FROM blobs b"
          + " WHERE b.digest = ?"
          + " AND NOT EXISTS (SELECT 1 FROM pending_files p WHERE p.digest = b.digest)"
          + " ON CONFLICT DO NOTHING";
  private static final String REPRIEVE = "DELETE FROM condemned_blobs WHERE digest = ?";
  private static final String TAKE =
      "DELETE FROM condemned_blobs WHERE digest = ? AND time < ?"
          + " AND NOT EXISTS (SELECT 1 FROM pending_files p WHERE p.digest = condemned_blobs.digest)";
  private static final String REMOVE_CHUNKS = "DELETE FROM blob_chunks WHERE digest = ?";
  private static final String REMOVE_BLOB = "DELETE FROM blobs WHERE digest = ?";

  private final EventDatabase database;
  private final SqlBlobStore blobs;

  /**
   * @param database open for as long as this is used; the caller closes it
   * @param blobs on the same database
   */
  public SqlBlobRemoval(EventDatabase database, SqlBlobStore blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  @Override
  public Collection<Digest> stored(Collection<Digest> digests) {
    List<Digest> stored = new ArrayList<>();
    blobs.change(
        connection -> {
          try (PreparedStatement find = connection.prepareStatement(STORED)) {
            for (Digest digest : ordered(digests)) {
              find.setString(1, digest.value());
              try (ResultSet row = find.executeQuery()) {
                if (row.next()) {
                  stored.add(digest);
                }
              }
            }
          }
        });
    return stored;
  }

  @Override
  public void condemn(Collection<Digest> digests, Instant now) {
    blobs.change(
        connection -> {
          try (PreparedStatement condemn = connection.prepareStatement(CONDEMN)) {
            for (Digest digest : ordered(digests)) {
              condemn.setLong(1, now.toEpochMilli());
              condemn.setString(2, digest.value());
              condemn.executeUpdate();
            }
          }
        });
  }

  @Override
  public void reprieve(Collection<Digest> digests) {
    blobs.change(
        connection -> {
          for (Digest digest : ordered(digests)) {
            change(connection, REPRIEVE, digest);
          }
        });
  }

  @Override
  public int remove(Collection<Digest> digests, Instant condemnedBefore) {
    int[] removed = {0};
    for (Digest digest : ordered(digests)) {
      blobs.change(
          connection -> {
            try (PreparedStatement take = connection.prepareStatement(TAKE)) {
              take.setString(1, digest.value());
              take.setLong(2, condemnedBefore.toEpochMilli());
              if (take.executeUpdate() == 0) {
                return;
              }
            }
            change(connection, REMOVE_CHUNKS, digest);
            change(connection, REMOVE_BLOB, digest);
            removed[0]++;
          });
    }
    if (removed[0] > 0) {
      forgetDeleted();
    }
    return removed[0];
  }

  private void forgetDeleted() {
    try (Connection connection = database.blobs().getConnection()) {
      database.sql().forgetDeleted(connection);
    } catch (SQLException e) {
      log.warn("Removed code may stay in the log of the database: {}", e.getMessage());
    }
  }

  private static void change(Connection connection, String sql, Digest digest) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, digest.value());
      statement.executeUpdate();
    }
  }

  /** In one order everywhere, so that two transactions cannot deadlock. */
  private static List<Digest> ordered(Collection<Digest> digests) {
    return digests.stream().distinct().sorted(Comparator.comparing(Digest::value)).toList();
  }
}
