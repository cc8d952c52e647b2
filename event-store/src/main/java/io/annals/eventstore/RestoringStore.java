package io.annals.eventstore;

import io.annals.api.blob.Digest;
import io.annals.api.log.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An empty store into which another one's content is brought as it stood there: ids, positions and
 * times included. From {@link #begin} to {@link #finish} the store bears a mark, with which no
 * server takes it; whoever was interrupted in between begins again and goes on.
 *
 * <p>Not thread-safe. Methods throw {@link RestoreException} where the store does not take what it
 * is given.
 */
public final class RestoringStore implements AutoCloseable {
  private static final String FIND_BLOB = "SELECT 1 FROM blobs WHERE digest = ?";
  private static final int BATCH_BYTES = 16 << 20;
  private static final int BATCH_BLOBS = 1_000;

  private final EventDatabase database;
  private final EventReader events;
  private final WriterSession writer;
  private final Connection blobs;
  private final AutoCloseable exclusion;
  private long head;
  private long openBytes;
  private int openBlobs;

  private RestoringStore(EventDatabase database, AutoCloseable exclusion) throws SQLException {
    this.database = database;
    this.exclusion = exclusion;
    this.events = new EventReader(database);
    this.writer = database.openWriter();
    this.blobs = database.blobs().getConnection();
    blobs.setAutoCommit(false);
    this.head = events.head();
  }

  /**
   * Opens SQLite files in a folder, made where it is missing, and takes the folder.
   *
   * @throws DataFolderInUseException if another process has the folder
   * @throws DataFolderUnusableException if the folder or its files cannot be written
   * @throws RestoreException if views of another registry lie in it
   */
  public static RestoringStore sqlite(Path folder) {
    DataFolder own = DataFolder.open(folder);
    try {
      requireNoViews(LeftViews.in(own.path()));
      return new RestoringStore(SqliteFiles.openForRestore(own), own);
    } catch (SQLException e) {
      own.close();
      throw new RestoreException("the files in " + folder + " cannot be opened", e);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /**
   * Opens the schema {@code annals} of a PostgreSQL database, made where it is missing.
   *
   * @throws DatabaseUnreachableException if the server does not answer or refuses the user
   * @throws RestoreException if a server of Annals, or another restore, works on the database, or
   *     views of another registry lie in it
   */
  public static RestoringStore postgres(
      String url, @Nullable String user, @Nullable String password) {
    Connection exclusion = PostgresServer.lockForRestore(url, user, password);
    try {
      requireNoViews(LeftViews.in(exclusion));
      return new RestoringStore(PostgresServer.openForRestore(url, user, password), exclusion);
    } catch (SQLException e) {
      closeQuietly(exclusion);
      throw new RestoreException("PostgreSQL cannot be used", e);
    } catch (RuntimeException e) {
      closeQuietly(exclusion);
      throw e;
    }
  }

  /**
   * Sets the mark.
   *
   * @throws RestoreException if the store holds anything and does not bear the mark yet
   */
  public void begin() {
    try {
      Connection connection = writer.connection();
      if (!UnfinishedRestore.isMarked(connection)) {
        requireEmpty();
        UnfinishedRestore.mark(connection);
      }
      connection.commit();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The position of the last event that is in. */
  public long head() {
    return head;
  }

  /** The events that follow a position and are in already, as {@link StoredRegistry#after}. */
  public List<RecordedEvent> after(long position, int limit) {
    return events.pageAfter(position, limit).stream()
        .map(found -> found.row().recorded(found.position()))
        .toList();
  }

  /**
   * Adds events in one transaction.
   *
   * @param batch in order, the first of them right behind the {@link #head}; each continues its
   *     stream
   */
  public void append(List<RecordedEvent> batch) {
    try {
      if (database.sql().lockAndReadHead(writer) != head) {
        throw new RestoreException("another process writes into the store; stop it");
      }
      requireContinued(batch);
      PreparedStatement insert = writer.statement(StoreSql.INSERT_EVENT);
      for (RecordedEvent event : batch) {
        insert.setLong(1, event.position());
        EventRow.of(event).bind(insert, 2);
        insert.addBatch();
      }
      insert.executeBatch();
      writer.connection().commit();
      head += batch.size();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** How many blobs are in. */
  public long blobCount() {
    try {
      return count(blobs, "blobs");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Whether a blob is in. */
  public boolean has(Digest digest) {
    try (PreparedStatement find = blobs.prepareStatement(FIND_BLOB)) {
      find.setString(1, digest.value());
      try (ResultSet row = find.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a blob that is not in; it stays when {@link #flush} was called.
   *
   * @throws RestoreException if the content is not what the digest and the size say
   */
  public void add(StoredBlob blob, InputStream content) throws IOException {
    try {
      MessageDigest hash = Digest.sha256();
      long size =
          SqlBlobStore.insert(
              blobs,
              blob.digest(),
              blob.size(),
              blob.createTime(),
              new DigestInputStream(content, hash));
      if (size != blob.size() || !Digest.ofHash(hash.digest()).equals(blob.digest())) {
        blobs.rollback();
        throw new RestoreException("the content of " + blob.digest() + " is another one");
      }
      openBytes += size;
      openBlobs++;
      if (openBytes > BATCH_BYTES || openBlobs > BATCH_BLOBS) {
        flush();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Makes the blobs that were added durable. */
  public void flush() {
    try {
      blobs.commit();
      openBytes = 0;
      openBlobs = 0;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Brings the keys in, in place of those that an earlier attempt brought.
   *
   * @throws RestoreException if a row is of no table of keys
   */
  public void replaceKeys(List<StoredRow> rows) {
    try (Connection connection = database.keys().getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String table : KeyTables.COLUMNS.keySet()) {
          statement.executeUpdate("DELETE FROM " + table);
        }
      }
      for (StoredRow row : rows) {
        insert(connection, row);
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Takes the mark away: the store is whole.
   *
   * @param expectedHead the position that the last event must have
   */
  public void finish(long expectedHead) {
    if (head != expectedHead) {
      throw new RestoreException(
          "the store ends with event " + head + ", not " + expectedHead + " as it should");
    }
    flush();
    try {
      UnfinishedRestore.unmark(writer.connection());
      writer.connection().commit();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    closeQuietly(
        () -> {
          Connection connection = writer.connection();
          connection.rollback();
          database.sql().beforeClose(connection);
          connection.close();
        });
    closeQuietly(
        () -> {
          blobs.rollback();
          blobs.setAutoCommit(true);
          blobs.close();
        });
    database.close();
    closeQuietly(exclusion);
  }

  private static void requireNoViews(@Nullable String found) {
    if (found != null) {
      throw new RestoreException(
          found
              + " shows events of another registry; delete it, the server makes it anew from what"
              + " is restored");
    }
  }

  private void requireEmpty() throws SQLException {
    String full = "the store is not empty: it holds ";
    if (head > 0) {
      throw new RestoreException(full + head + " events");
    }
    if (count(blobs, "blobs") > 0) {
      throw new RestoreException(full + "code");
    }
    try (Connection keys = database.keys().getConnection()) {
      for (String table : KeyTables.COLUMNS.keySet()) {
        if (count(keys, table) > 0) {
          throw new RestoreException(full + "keys");
        }
      }
    }
  }

  private void requireContinued(List<RecordedEvent> batch) throws SQLException {
    Set<String> ids = new LinkedHashSet<>();
    batch.forEach(event -> ids.add(event.aggregateId()));
    Map<String, Long> last = new HashMap<>(database.sql().lastSequences(writer, ids));
    long position = head;
    for (RecordedEvent event : batch) {
      if (event.position() != ++position) {
        throw new RestoreException(
            "event " + event.position() + " stands where event " + position + " should");
      }
      long next = last.getOrDefault(event.aggregateId(), -1L) + 1;
      if (event.sequence() != next) {
        throw new RestoreException(
            "event "
                + position
                + " is number "
                + event.sequence()
                + " of its stream "
                + event.aggregateId()
                + ", which goes on with number "
                + next);
      }
      last.put(event.aggregateId(), next);
    }
  }

  private static void insert(Connection connection, StoredRow row) throws SQLException {
    List<String> columns = KeyTables.COLUMNS.get(row.table());
    if (columns == null || !Set.copyOf(columns).equals(row.values().keySet())) {
      throw new RestoreException("there are no keys such as in " + row.table());
    }
    List<String> marks = new ArrayList<>();
    columns.forEach(column -> marks.add("?"));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + row.table()
                + " ("
                + String.join(", ", columns)
                + ") VALUES ("
                + String.join(", ", marks)
                + ")")) {
      int index = 1;
      for (String column : columns) {
        statement.setObject(index++, row.values().get(column));
      }
      statement.executeUpdate();
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private RestoreException failed(SQLException cause) {
    return new RestoreException(
        "the store does not take it: "
            + (cause.getNextException() == null ? cause : cause.getNextException()).getMessage(),
        cause);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // What was committed is kept; nothing else is wanted of it.
      return;
    }
  }
}
