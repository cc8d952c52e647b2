package io.annals.server.cli;

import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.ArchiveExport;
import io.annals.server.archive.ExportFormat;
import io.annals.server.export.ParquetExport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code annals export}: writes the whole history of a store into a folder. */
@Command(
    name = "export",
    description = {
      "Writes the whole history of a registry into a folder, also while a server runs on it.",
      "Done again with the same folder it adds what is new, and completes what was interrupted."
          + " 'annals restore' makes a registry of it again."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExportCommand implements Callable<Integer> {
  private static final Map<String, Function<StoreOptions, ExportFormat>> FORMATS =
      new TreeMap<>(
          Map.of(
              "ndjson",
              store -> new ArchiveExport(store::signedHead),
              "parquet",
              store -> new ParquetExport()));

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the export is written.")
  private Path folder = Path.of("export");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "ndjson",
      description =
          "ndjson: everything, to be restored: events as lines of CloudEvents, code, keys (default"
              + " ${DEFAULT-VALUE}). parquet: events.parquet, the events without secrets as one"
              + " flat table for analysts.")
  private String format = "ndjson";

  @Option(
      names = "--redacted",
      description =
          "Leaves out what is not for everybody, as the event feed does: secrets and code are named"
              + " by digest, keys are left out. Such an export cannot be restored.")
  private boolean redacted;

  @Mixin private StoreOptions store = new StoreOptions();

  @Override
  public Integer call() {
    Function<StoreOptions, ExportFormat> chosen = FORMATS.get(format.toLowerCase(Locale.ROOT));
    if (chosen == null) {
      throw wrong("--format takes " + String.join(" or ", FORMATS.keySet()) + ", not " + format);
    }
    return CopyTask.exitCode(
        () -> {
          try (StoredRegistry registry = store.openForReading();
              ProgressLine progress = new ProgressLine()) {
            return chosen.apply(store).export(registry, folder, redacted, progress);
          }
        });
  }

  private RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
