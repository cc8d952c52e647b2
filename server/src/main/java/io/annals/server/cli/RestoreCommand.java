package io.annals.server.cli;

import io.annals.server.archive.ArchiveRestore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code annals restore}: makes a registry of an export again. */
@Command(
    name = "restore",
    description = {
      "Makes a registry of what 'annals export' wrote: the same ids, positions, times and keys, in"
          + " an empty data folder or PostgreSQL database.",
      "Interrupted, it goes on when it is done again; until it has ended no server starts on it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RestoreCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the export is.")
  private Path folder = Path.of("export");

  @Mixin private StoreOptions store = new StoreOptions();

  @Override
  public Integer call() {
    store.postgres();
    return CopyTask.exitCode(
        () -> {
          try (ProgressLine progress = new ProgressLine()) {
            return new ArchiveRestore(folder, progress).restore(store::openForRestore);
          }
        });
  }
}
