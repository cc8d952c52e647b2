package io.annals.transparency;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.TilePath;
import io.annals.transparency.LogRows.Head;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds events to the log. What was signed is never signed differently: each transaction takes the
 * tree, adds to its right edge, and signs what has become of it. Of several nodes one at a time
 * does so, and the next goes on where it stopped.
 */
final class LogWriter {
  private static final int PAGE = 1_000;

  /** Pages in one transaction, so that a long history does not hold the tree for long. */
  private static final int PAGES = 8;

  private final EventLog events;
  private final LogDatabase database;
  private final NoteSigner signer;

  LogWriter(EventLog events, LogDatabase database, NoteSigner signer) {
    this.events = events;
    this.database = database;
    this.signer = signer;
  }

  /** The events are not those that were signed; nothing more can be signed of them. */
  static final class RewrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RewrittenException(String message) {
      super(message);
    }
  }

  /** Signs the empty tree where nothing was signed yet, and with the new key where it changed. */
  void begin() throws SQLException {
    try (Connection connection = database.connection()) {
      LogRows rows = new LogRows(connection);
      rows.begin(signed(0, MerkleHash.ofNothing()), publicKey());
      Head head = rows.head().orElseThrow();
      if (!head.publicKey().equals(publicKey())) {
        inTransaction(connection, this::signAgain);
      }
    }
  }

  private long signAgain(LogRows rows) throws SQLException {
    rows.lock();
    Head head = rows.head().orElseThrow();
    GrowingTree tree = tree(rows, head.size(), new LinkedHashMap<>());
    rows.move(new Head(head.size(), signed(head.size(), tree.root()), publicKey()));
    return head.size();
  }

  /**
   * Compares the end of the log with the events.
   *
   * @throws RewrittenException if they differ
   */
  void compareEnd() throws SQLException {
    try (Connection connection = database.connection()) {
      LogRows rows = new LogRows(connection);
      long size = rows.head().orElseThrow().size();
      if (size == 0) {
        return;
      }
      long number = (size - 1) / TilePath.FULL;
      TilePath path = TiledTree.path(size, 0, number);
      byte[] hashes =
          rows.tile(path)
              .orElseThrow(() -> new RewrittenException("its tile " + path + " is gone"));
      long position = number * TilePath.FULL;
      List<RecordedEvent> found = events.after(position, path.width());
      while (!found.isEmpty() && position < size) {
        for (RecordedEvent event : found) {
          position++;
          if (position <= size) {
            requireSame(event, position, hashes);
          }
        }
        found = position < size ? events.after(position, (int) (size - position)) : List.of();
      }
      if (position < size) {
        throw new RewrittenException(
            "it has signed " + size + " events, and the store has only " + position);
      }
    }
  }

  private static void requireSame(RecordedEvent event, long position, byte[] hashes) {
    int at = (int) ((position - 1) % TilePath.FULL) * MerkleHash.BYTES;
    byte[] hash = MerkleHash.ofLeaf(LogEntry.of(event));
    if (event.position() != position
        || !Arrays.equals(hash, Arrays.copyOfRange(hashes, at, at + MerkleHash.BYTES))) {
      throw new RewrittenException("the event at position " + position + " is not what it signed");
    }
  }

  /**
   * Adds what has come, as far as it goes in one transaction.
   *
   * @return the size of the tree now
   * @throws RewrittenException if the next event is missing from the store
   */
  long extend() throws SQLException {
    try (Connection connection = database.connection()) {
      long size = new LogRows(connection).head().orElseThrow().size();
      return size < events.head() ? inTransaction(connection, this::extend) : size;
    }
  }

  private long extend(LogRows rows) throws SQLException {
    rows.lock();
    long size = rows.head().orElseThrow().size();
    Map<TilePath, byte[]> full = new LinkedHashMap<>();
    GrowingTree tree = tree(rows, size, full);
    List<byte[]> bundle = openBundle(rows, size);
    for (int page = 0; page < PAGES; page++) {
      List<RecordedEvent> found = events.after(tree.size(), PAGE);
      if (found.isEmpty()) {
        break;
      }
      for (RecordedEvent event : found) {
        if (event.position() != tree.size() + 1) {
          throw new RewrittenException(
              "the event at position " + (tree.size() + 1) + " is missing from the store");
        }
        byte[] entry = LogEntry.of(event);
        tree.add(MerkleHash.ofLeaf(entry));
        bundle.add(entry);
        if (bundle.size() == TilePath.FULL) {
          rows.putBundle(tree.size() / TilePath.FULL - 1, EntryBundle.of(bundle));
          bundle.clear();
        }
      }
    }
    if (tree.size() == size) {
      return size;
    }
    for (Map.Entry<TilePath, byte[]> tile : full.entrySet()) {
      rows.put(tile.getKey(), tile.getValue());
    }
    Map<TilePath, byte[]> partial = new LinkedHashMap<>();
    tree.partialTiles(partial::put);
    for (Map.Entry<TilePath, byte[]> tile : partial.entrySet()) {
      rows.put(tile.getKey(), tile.getValue());
    }
    if (!bundle.isEmpty()) {
      rows.putBundle(tree.size() / TilePath.FULL, EntryBundle.of(bundle));
    }
    rows.move(new Head(tree.size(), signed(tree.size(), tree.root()), publicKey()));
    return tree.size();
  }

  private static GrowingTree tree(LogRows rows, long size, Map<TilePath, byte[]> full) {
    return GrowingTree.at(size, path -> stored(rows, path), full::put);
  }

  private static Optional<byte[]> stored(LogRows rows, TilePath path) {
    try {
      return rows.tile(path);
    } catch (SQLException e) {
      throw new LogUnusableException("The tile " + path + " cannot be read.", e);
    }
  }

  private static List<byte[]> openBundle(LogRows rows, long size) throws SQLException {
    int open = (int) (size % TilePath.FULL);
    if (open == 0) {
      return new ArrayList<>();
    }
    List<byte[]> entries =
        rows.bundle(size / TilePath.FULL).map(EntryBundle::read).orElse(List.of());
    if (entries.size() < open) {
      throw new RewrittenException("its last entries are gone");
    }
    return new ArrayList<>(entries.subList(0, open));
  }

  private String signed(long size, byte[] root) {
    return signer.sign(new Checkpoint(signer.verifier().name(), size, root).text());
  }

  private String publicKey() {
    return signer.verifier().written();
  }

  @FunctionalInterface
  private interface Step {
    long run(LogRows rows) throws SQLException;
  }

  private static long inTransaction(Connection connection, Step step) throws SQLException {
    connection.setAutoCommit(false);
    try {
      long result = step.run(new LogRows(connection));
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
