package io.annals.server.cli;

import io.annals.api.problem.ProblemException;
import io.annals.eventstore.RestoringStore;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.annals.server.archive.SignedHead;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogUnusableException;
import io.annals.transparency.SqlTransparencyLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a registry keeps what it keeps; options that every command that works on it shares. */
final class StoreOptions {
  /** What PostgreSQL says of a table that is not there: no server was started on the store yet. */
  private static final String NO_TABLE = "42P01";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:ANNALS_DATA:-data}",
      description = "Folder of everything that is kept (ANNALS_DATA; default ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--store",
      paramLabel = "sqlite|postgres",
      defaultValue = "${env:ANNALS_STORE:-sqlite}",
      description =
          "Where events and views live (ANNALS_STORE; default sqlite). postgres takes"
              + " ANNALS_POSTGRES_URL, ANNALS_POSTGRES_USER and ANNALS_POSTGRES_PASSWORD.")
  private String store = "sqlite";

  /** The data folder. */
  Path data() {
    return data;
  }

  /**
   * Which store it is.
   *
   * @throws ParameterException if it is none
   */
  Store store() {
    try {
      return Store.valueOf(store.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("'" + store + "' is no store; --store takes sqlite or postgres");
    }
  }

  /**
   * Where PostgreSQL is; null with SQLite.
   *
   * @throws ParameterException if the environment does not say it
   */
  @Nullable Postgres postgres() {
    if (store() == Store.SQLITE) {
      return null;
    }
    String url = environment("ANNALS_POSTGRES_URL");
    if (url == null) {
      throw wrong(
          "the postgres store needs ANNALS_POSTGRES_URL, such as"
              + " jdbc:postgresql://localhost:5432/annals");
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw wrong("ANNALS_POSTGRES_URL must start with jdbc:postgresql:");
    }
    return new Postgres(
        url, environment("ANNALS_POSTGRES_USER"), environment("ANNALS_POSTGRES_PASSWORD"));
  }

  /**
   * Opens the store for reading only, beside a server that may be at work on it.
   *
   * @throws io.annals.eventstore.DataFolderUnusableException if there is none, on SQLite
   * @throws io.annals.eventstore.DatabaseUnreachableException if there is none, on PostgreSQL
   */
  StoredRegistry openForReading() {
    Postgres postgres = postgres();
    return postgres == null
        ? StoredRegistry.sqlite(data)
        : StoredRegistry.postgres(postgres.url(), postgres.user(), postgres.password());
  }

  /**
   * The newest checkpoint that the store's transparency log has signed; empty where it has none.
   */
  Optional<SignedHead> signedHead() {
    Postgres postgres = postgres();
    try (LogDatabase database =
        postgres == null
            ? LogDatabase.readSqlite(data)
            : LogDatabase.readPostgres(postgres.url(), postgres.user(), postgres.password())) {
      SqlTransparencyLog log = new SqlTransparencyLog(database);
      return log.isEmpty()
          ? Optional.empty()
          : Optional.of(new SignedHead(log.checkpoint(), log.verifierKey()));
    } catch (LogUnusableException e) {
      return Optional.empty();
    } catch (ProblemException e) {
      if (e.getCause() instanceof SQLException cause && NO_TABLE.equals(cause.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens the store to restore something into it.
   *
   * @throws io.annals.eventstore.DataFolderInUseException if another process has the folder
   * @throws io.annals.eventstore.DataFolderUnusableException if it cannot be written
   * @throws io.annals.eventstore.DatabaseUnreachableException if PostgreSQL does not answer
   * @throws io.annals.eventstore.RestoreException if a server works on PostgreSQL's schema
   */
  RestoringStore openForRestore() {
    Postgres postgres = postgres();
    return postgres == null
        ? RestoringStore.sqlite(data)
        : RestoringStore.postgres(postgres.url(), postgres.user(), postgres.password());
  }

  private static @Nullable String environment(String name) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? null : value;
  }

  private RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
