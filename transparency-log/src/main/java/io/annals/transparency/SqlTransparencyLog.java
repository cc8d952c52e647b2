package io.annals.transparency;

import io.annals.api.log.TilePath;
import io.annals.api.log.TransparencyLog;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.transparency.LogRows.Head;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log as its database has it. */
public final class SqlTransparencyLog implements TransparencyLog {
  private static final Logger log = LoggerFactory.getLogger(SqlTransparencyLog.class);

  @FunctionalInterface
  private interface Query<T> {
    T run(LogRows rows) throws SQLException;
  }

  private final LogDatabase database;

  /**
   * @param database open for as long as this is used; the caller closes it
   */
  public SqlTransparencyLog(LogDatabase database) {
    this.database = database;
  }

  @Override
  public String checkpoint() {
    return head().checkpoint();
  }

  @Override
  public String verifierKey() {
    return head().publicKey();
  }

  @Override
  public Optional<byte[]> tile(TilePath path) {
    if (path.level() == TilePath.ENTRIES) {
      throw new IllegalArgumentException("Entries are no tile: " + path);
    }
    return query(rows -> rows.tile(path));
  }

  @Override
  public Optional<byte[]> entries(TilePath path) {
    if (path.level() != TilePath.ENTRIES) {
      throw new IllegalArgumentException("No entries: " + path);
    }
    return query(rows -> rows.bundle(path.number()))
        .map(SqlTransparencyLog::whole)
        .filter(entries -> entries.size() >= path.width())
        .map(entries -> EntryBundle.of(entries.subList(0, path.width())));
  }

  /** None where somebody has damaged them; 'annals verify' says so. */
  private static List<byte[]> whole(byte[] bundle) {
    try {
      return EntryBundle.read(bundle);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** Whether anything was ever signed here. */
  public boolean isEmpty() {
    return query(LogRows::head).isEmpty();
  }

  /** How many events are in; 0 where nothing was ever signed. */
  public long size() {
    return query(LogRows::head).map(Head::size).orElse(0L);
  }

  private Head head() {
    return query(LogRows::head)
        .orElseThrow(
            () -> unavailable("Nothing has been signed yet. Ask again in a moment.", null));
  }

  private <T> T query(Query<T> query) {
    try (Connection connection = database.connection()) {
      return query.run(new LogRows(connection));
    } catch (SQLException e) {
      log.warn("The transparency log could not be read: {}", e.getMessage());
      throw unavailable("The log cannot be read just now. Send the request again.", e);
    }
  }

  private static ProblemException unavailable(String detail, @Nullable SQLException cause) {
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE, detail, Duration.ofSeconds(1), cause);
  }
}
