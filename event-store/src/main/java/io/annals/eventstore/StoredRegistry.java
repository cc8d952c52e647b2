package io.annals.eventstore;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.log.RecordedEvent;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a registry keeps, opened for reading only and without taking anything from a server that may
 * be at work on it: for copies, checks and tables that are made of the whole history.
 *
 * <p>Thread-safe. Methods throw {@link io.annals.api.problem.ProblemException} of type {@code
 * UNAVAILABLE} when the store cannot be read.
 */
public final class StoredRegistry implements AutoCloseable {
  private static final String BLOBS =
      "SELECT digest, size, create_time FROM blobs WHERE digest > ? ORDER BY digest LIMIT ?";
  private static final String COUNT_BLOBS = "SELECT COUNT(*) FROM blobs";

  private final EventDatabase database;
  private final EventSource events;
  private final @Nullable AxonServerLink link;
  private final SqlBlobStore blobs;
  private final SmallTables blobTable;
  private final SmallTables keyTables;

  private StoredRegistry(EventDatabase database) {
    this(database, new EventReader(database), null);
  }

  private StoredRegistry(
      EventDatabase database, EventSource events, @Nullable AxonServerLink link) {
    this.database = database;
    this.events = events;
    this.link = link;
    this.blobs = new SqlBlobStore(database);
    this.blobTable = new SmallTables(database.blobs(), "The list of blobs");
    this.keyTables = new SmallTables(database.keys(), "The registry's keys");
  }

  /**
   * The SQLite files of a data folder.
   *
   * @throws DataFolderUnusableException if they are not there, cannot be read, or another release
   *     made them
   */
  public static StoredRegistry sqlite(Path folder) {
    return new StoredRegistry(SqliteFiles.openForReading(folder));
  }

  /**
   * The schema {@code annals} of a PostgreSQL database.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/database}
   * @throws DatabaseUnreachableException if the server does not answer or refuses the user, or the
   *     schema is not there or of another release
   */
  public static StoredRegistry postgres(
      String url, @Nullable String user, @Nullable String password) {
    return new StoredRegistry(PostgresServer.openForReading(url, user, password));
  }

  /**
   * The events in Axon Server, and the rest in the schema {@code annals} of a PostgreSQL database.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/database}
   * @throws AxonServerUnusableException if Axon Server does not answer or holds something else
   * @throws DatabaseUnreachableException as for {@link #postgres}
   */
  public static StoredRegistry axonServer(
      AxonServerAddress address, String url, @Nullable String user, @Nullable String password) {
    EventDatabase database = PostgresServer.openForReading(url, user, password);
    try {
      AxonServerLink link = AxonServerLink.open(address);
      try {
        EventSource events = new AxonServerReader(link, () -> 0);
        AxonServerEngine.requireRegistry(events);
        return new StoredRegistry(database, events, link);
      } catch (RuntimeException e) {
        link.close();
        throw e;
      }
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** The position of the last event, 0 where there is none. */
  public long head() {
    return events.head();
  }

  /**
   * The events that follow a position.
   *
   * @param position 0 for the start
   * @param limit how many at the most; fewer come also where they are large
   * @return in order, without a gap; empty only at the end
   */
  public List<RecordedEvent> after(long position, int limit) {
    return events.pageAfter(position, limit).stream()
        .map(found -> found.row().recorded(found.position()))
        .toList();
  }

  /** How many blobs there are. */
  public long blobCount() {
    return blobTable.find(COUNT_BLOBS, row -> row.getLong(1)).get(0);
  }

  /**
   * The blobs that follow one in the order of their digests.
   *
   * @param digest null for the start
   * @return empty only at the end
   */
  public List<StoredBlob> blobsAfter(@Nullable Digest digest, int limit) {
    return blobTable.find(
        BLOBS,
        row -> new StoredBlob(new Digest(row.getString(1)), row.getLong(2), row.getString(3)),
        digest == null ? "" : digest.value(),
        limit);
  }

  /**
   * The blobs as a server has them, without those that are soon to be removed. Nothing can be put.
   */
  public BlobStore blobs() {
    return blobs;
  }

  /**
   * The bytes of a blob, also of one that is soon to be removed: an event that was stored a moment
   * ago may still name it.
   *
   * @return empty where it is not stored any more. Reading throws {@link IllegalStateException}
   *     where it is removed meanwhile
   */
  public Optional<InputStream> open(StoredBlob blob) {
    return blobTable
        .find(
            "SELECT size FROM blobs WHERE digest = ?", row -> row.getLong(1), blob.digest().value())
        .stream()
        .findFirst()
        .map(size -> new BlobInputStream(blobs, new BlobStore.Blob(blob.digest(), size)));
  }

  /**
   * Every key of the registry as it is stored: data keys and keys of its own, encrypted under the
   * master key, which is not among them; public keys of clients; what was used up and may not be
   * used again.
   */
  public List<StoredRow> keys() {
    List<StoredRow> rows = new ArrayList<>();
    KeyTables.COLUMNS.forEach(
        (table, columns) ->
            rows.addAll(
                keyTables.find(
                    "SELECT "
                        + String.join(", ", columns)
                        + " FROM "
                        + table
                        + " ORDER BY "
                        + columns.get(0),
                    row -> {
                      Map<String, @Nullable Object> values = new LinkedHashMap<>();
                      for (String column : columns) {
                        Object value = row.getObject(column);
                        values.put(column, value instanceof Integer i ? Long.valueOf(i) : value);
                      }
                      return new StoredRow(table, values);
                    })));
    return rows;
  }

  @Override
  public void close() {
    if (link != null) {
      link.close();
    }
    database.close();
  }
}
