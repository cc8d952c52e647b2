package io.annals.server.cli;

import io.annals.eventstore.SqliteBackup;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.server.archive.ArchiveException;
import io.annals.server.security.KeyCopies;
import io.annals.transparency.LogDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code annals backup}: copies a SQLite data folder while a server works on it. */
@Command(
    name = "backup",
    description = {
      "Copies a data folder with SQLite into another one, also while a server works on it.",
      "The copy is a data folder itself: 'annals serve --data FOLDER' makes its views anew."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class BackupCommand implements Callable<Integer> {
  /** Events, code and keys. */
  private static final int FILES = 3;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the copy goes; empty, or not there yet.")
  private Path folder = Path.of("backup");

  @Option(
      names = "--with-keys",
      description =
          "Copies root.key and master.key too. Whoever has such a copy can read every secret.")
  private boolean withKeys;

  @Mixin private StoreOptions store = new StoreOptions();

  /** Latencies were measured, and what the log has signed was signed: no replay brings it back. */
  private static Map<String, Path> kept(Path data) {
    return Map.of(
        AnalyticsSide.SCHEMA.file(),
        ViewDatabase.servedFile(AnalyticsSide.SCHEMA, data),
        LogDatabase.FILE,
        data.resolve(LogDatabase.FILE));
  }

  @Override
  public Integer call() {
    boolean axonServer = store.axonServer() != null;
    boolean postgres = store.postgres() != null;
    return CopyTask.exitCode(
        () -> {
          if (axonServer) {
            throw new ArchiveException(
                "Axon Server, and PostgreSQL after it, are backed up with their own means; 'annals"
                    + " export' works with them too");
          }
          if (postgres) {
            throw new ArchiveException(
                "PostgreSQL is backed up with its own means, such as 'pg_dump --schema=annals';"
                    + " 'annals export' works with it too");
          }
          try (ProgressLine progress = new ProgressLine()) {
            Map<String, Path> kept = kept(store.data());
            progress.begin("backup", FILES + kept.values().stream().filter(Files::exists).count());
            long head =
                SqliteBackup.make(
                    store.data(),
                    folder,
                    kept,
                    copy -> {
                      if (withKeys) {
                        KeyCopies.copy(store.data(), copy);
                      }
                    },
                    file -> progress.step(1));
            return head
                + " events, their code and keys are in "
                + folder.toAbsolutePath().normalize()
                + ", checked"
                + (withKeys
                    ? "; root.key and master.key are in it, keep it as safe as these"
                    : "; root.key and master.key are not in it, keep those elsewhere");
          }
        });
  }
}
