package io.annals.server.cli;

import io.annals.api.problem.ProblemException;
import io.annals.eventstore.AxonServerAddress;
import io.annals.eventstore.RestoringStore;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import io.annals.server.archive.ArchiveException;
import io.annals.server.archive.SignedHead;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogUnusableException;
import io.annals.transparency.SqlTransparencyLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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
      paramLabel = "sqlite|postgres|axon-server",
      defaultValue = "${env:ANNALS_STORE:-sqlite}",
      description =
          "Where events and views live (ANNALS_STORE; default sqlite). postgres takes"
              + " ANNALS_POSTGRES_URL, ANNALS_POSTGRES_USER and ANNALS_POSTGRES_PASSWORD;"
              + " axon-server has the events in Axon Server and takes these for all else.")
  private String store = "sqlite";

  @Mixin private AxonServerOptions axonServer = new AxonServerOptions();

  /** The data folder. */
  Path data() {
    return data;
  }

  /**
   * Where the tables are: PostgreSQL too where Axon Server has the events.
   *
   * @throws ParameterException if it is no store
   */
  Store store() {
    if (isAxonServer()) {
      return Store.POSTGRES;
    }
    try {
      return Store.valueOf(store.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("'" + store + "' is no store; --store takes sqlite, postgres or axon-server");
    }
  }

  private boolean isAxonServer() {
    return store.equalsIgnoreCase("axon-server");
  }

  /**
   * Where Axon Server is; null with another store.
   *
   * @throws ParameterException if nothing says it
   */
  @Nullable AxonServerAddress axonServer() {
    return isAxonServer() ? axonServer.address(this::wrong) : null;
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
          (isAxonServer()
                  ? "the axon-server store keeps all but the events in PostgreSQL and needs"
                  : "the postgres store needs")
              + " ANNALS_POSTGRES_URL, such as jdbc:postgresql://localhost:5432/annals");
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
   * @throws io.annals.eventstore.AxonServerUnusableException if Axon Server does not answer
   */
  StoredRegistry openForReading() {
    Postgres postgres = postgres();
    AxonServerAddress events = axonServer();
    if (postgres == null) {
      return StoredRegistry.sqlite(data);
    }
    return events == null
        ? StoredRegistry.postgres(postgres.url(), postgres.user(), postgres.password())
        : StoredRegistry.axonServer(events, postgres.url(), postgres.user(), postgres.password());
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
    if (isAxonServer()) {
      throw new ArchiveException(
          "Axon Server keeps the times of events in milliseconds only, so a registry with the same"
              + " history cannot be made of an export there. Restore into PostgreSQL or SQLite, or"
              + " back Axon Server up with its own means");
    }
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
