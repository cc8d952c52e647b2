package io.annals.query.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.annals.query.database.ViewDatabase.ListeningSource;
import io.annals.query.json.WellFormed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** The file of a projection in a data folder. */
final class SqliteViews implements ViewPlace {
  private static final Logger log = LoggerFactory.getLogger(SqliteViews.class);

  private static final int MOST_READERS = 8;
  private static final int WRITER_CACHE_KB = 32_768;
  private static final int READER_CACHE_KB = 8_192;

  /** The function that makes JSON fit for SQLite's own functions. */
  static final String WELL_FORMED_JSON = "well_formed_json";

  private static final int BUSY_MILLIS = 10_000;

  /** Pages of the log after which a commit copies them into the file. */
  private static final int CHECKPOINT_PAGES = 4_000;

  private static final int LOG_LIMIT_BYTES = 64 << 20;

  private final ViewSchema views;
  private final ViewFiles files;
  private volatile Path file;

  private SqliteViews(ViewSchema views, ViewFiles files, Path file) {
    this.views = views;
    this.files = files;
    this.file = file;
  }

  static ViewDatabase open(ViewSchema views, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ViewsUnusableException("The folder " + folder + " cannot be made.", e);
    }
    ViewFiles files = new ViewFiles(folder, views);
    Path file = files.tidy(found -> source(found, READER_CACHE_KB));
    try {
      prepare(views, file);
    } catch (FlywayException | SQLException | Migrations.LaterReleaseException e) {
      log.warn(
          "The views in {} cannot be used and are rebuilt from the events: {}",
          file,
          e.getMessage());
      ViewFiles.discard(file);
      file = files.plain();
      try {
        prepare(views, file);
      } catch (FlywayException | SQLException again) {
        throw new ViewsUnusableException("The file " + file + " cannot be written.", again);
      }
    }
    SqliteViews place = new SqliteViews(views, files, file);
    return new ViewDatabase(views, Vendor.SQLITE, place.pools(file), place);
  }

  private static void prepare(ViewSchema views, Path file) throws SQLException {
    SQLiteDataSource source = source(file, READER_CACHE_KB);
    Migrations.run(source, Vendor.SQLITE, views, null);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      // A full check would read the whole file; these pages are the ones that nothing works
      // without.
      for (String table : views.tableNames()) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " LIMIT 1")) {
          rows.next();
        }
      }
    }
  }

  /** The file that is served. */
  Path file() {
    return file;
  }

  /** Makes a copy, all of whose connections are closed, the file that is served. */
  Path promote(Path copy) {
    file = files.promote(copy);
    return file;
  }

  /** Connections to a file. */
  ViewPools pools(Path to) {
    return new ViewPools(
        pool(
            "annals-" + views.stem(),
            source(to, READER_CACHE_KB),
            Math.min(MOST_READERS, views.readers()),
            "PRAGMA query_only = true"),
        pool("annals-projection-" + views.projection(), source(to, WRITER_CACHE_KB), 1, null));
  }

  @Override
  public ViewCopy copy(ViewDatabase serving, String mark) {
    Path copy = files.next();
    try {
      prepare(views, copy);
    } catch (FlywayException | SQLException e) {
      ViewFiles.discard(copy);
      throw new ViewsUnusableException("The file " + copy + " cannot be written.", e);
    }
    ViewDatabase database = new ViewDatabase(views, Vendor.SQLITE, pools(copy), null);
    return new SqliteCopy(this, serving, database, copy);
  }

  @Override
  public void clean(Supplier<Set<String>> living) {
    // One process has the folder: what it did not begin itself was removed when it opened.
  }

  @Override
  public @Nullable ListeningSource listeners() {
    return null;
  }

  @Override
  public void closed() {
    file = files.tidy(found -> source(found, READER_CACHE_KB));
  }

  private static SQLiteDataSource source(Path file, int cacheKb) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A power cut may take the last commits; the token goes with them and the events come again.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-" + cacheKb);
    config.setBusyTimeout(BUSY_MILLIS);
    // An immediate one would begin anew right after each commit and hold the lock while idle.
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    config.setJournalSizeLimit(LOG_LIMIT_BYTES);
    SQLiteDataSource source = new WithFunctions(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** Its connections know the function that {@link Vendor#json} calls. */
  private static final class WithFunctions extends SQLiteDataSource {
    WithFunctions(SQLiteConfig config) {
      super(config);
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String username, @Nullable String password)
        throws SQLException {
      SQLiteConnection connection = super.getConnection(username, password);
      try {
        Function.create(
            connection, WELL_FORMED_JSON, new WellFormedJson(), 1, Function.FLAG_DETERMINISTIC);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
  }

  private static final class WellFormedJson extends Function {
    @Override
    protected void xFunc() throws SQLException {
      result(WellFormed.escapes(value_text(0)));
    }
  }

  private static HikariDataSource pool(
      String name, SQLiteDataSource source, int size, @Nullable String firstStatement) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionInitSql(firstStatement);
    return new HikariDataSource(config);
  }
}
