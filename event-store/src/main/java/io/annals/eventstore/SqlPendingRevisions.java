package io.annals.eventstore;

import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.upload.PendingRevision;
import io.annals.api.upload.PendingRevisions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Announced revisions beside the blobs; what has expired goes with the next announcement. */
public final class SqlPendingRevisions implements PendingRevisions {
  private static final String FORGET_FILES =
      "DELETE FROM pending_files WHERE revision_id IN"
          + " (SELECT id FROM pending_revisions WHERE expire_time < ?)";
  private static final String FORGET = "DELETE FROM pending_revisions WHERE expire_time < ?";
  private static final String ADD_FILE =
      "INSERT INTO pending_files (revision_id, number, path) VALUES ";
  private static final String ADD =
      "INSERT INTO pending_revisions (id, function_id, message, expire_time) VALUES (?, ?, ?, ?)";
  private static final String FIND =
      "SELECT function_id, message, expire_time FROM pending_revisions"
          + " WHERE id = ? AND expire_time >= ?";
  private static final String PATHS =
      "SELECT path FROM pending_files WHERE revision_id = ? ORDER BY number";
  private static final String RECEIVE =
      "UPDATE pending_files SET digest = ?, size = ?"
          + " WHERE revision_id = ? AND path = ? AND digest IS NULL";
  private static final String RECEIVED =
      "SELECT path, digest, size FROM pending_files"
          + " WHERE revision_id = ? AND digest IS NOT NULL ORDER BY number";

  private final SmallTables tables;

  /**
   * @param database open for as long as this is used; the caller closes it
   */
  public SqlPendingRevisions(EventDatabase database) {
    this.tables = new SmallTables(database.blobs(), "The files on their way");
  }

  @Override
  public void open(PendingRevision pending) {
    long now = System.currentTimeMillis();
    tables.change(FORGET_FILES, now);
    tables.change(FORGET, now);
    List<Object> files = new ArrayList<>();
    for (String path : pending.paths()) {
      files.addAll(List.of(pending.id(), files.size(), path));
    }
    if (!files.isEmpty()) {
      String rows = "(?, ?, ?)" + ", (?, ?, ?)".repeat(pending.paths().size() - 1);
      tables.change(ADD_FILE + rows, files.toArray());
    }
    tables.change(
        ADD,
        pending.id(),
        pending.functionId(),
        pending.message(),
        pending.expireTime().toEpochMilli());
  }

  @Override
  public Optional<PendingRevision> find(String id) {
    List<String> paths = tables.find(PATHS, row -> row.getString(1), id);
    return tables
        .find(
            FIND,
            row ->
                new PendingRevision(
                    id,
                    row.getString(1),
                    paths,
                    row.getString(2),
                    Instant.ofEpochMilli(row.getLong(3))),
            id,
            System.currentTimeMillis())
        .stream()
        .findFirst();
  }

  @Override
  public boolean receive(String id, String path, FileRef content) {
    return tables.change(RECEIVE, content.digest().value(), content.size(), id, path) == 1;
  }

  @Override
  public Map<String, FileRef> received(String id) {
    Map<String, FileRef> files = new LinkedHashMap<>();
    tables.find(
        RECEIVED,
        row ->
            files.put(row.getString(1), new FileRef(new Digest(row.getString(2)), row.getLong(3))),
        id);
    return files;
  }

  @Override
  public void close(String id) {
    tables.change("DELETE FROM pending_files WHERE revision_id = ?", id);
    tables.change("DELETE FROM pending_revisions WHERE id = ?", id);
  }
}
