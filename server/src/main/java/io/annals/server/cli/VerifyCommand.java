package io.annals.server.cli;

import io.annals.api.problem.ProblemException;
import io.annals.eventstore.AxonServerUnusableException;
import io.annals.eventstore.DataFolderUnusableException;
import io.annals.eventstore.DatabaseUnreachableException;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.verifying.Expectation;
import io.annals.server.verifying.RemoteRegistry;
import io.annals.server.verifying.ServerVerification;
import io.annals.server.verifying.StoreVerification;
import io.annals.server.verifying.UnverifiableException;
import io.annals.server.verifying.Verdict;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogUnusableException;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.SqlTransparencyLog;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code annals verify}: proves that nothing was changed, or names the first thing that was. */
@Command(
    name = "verify",
    description = {
      "Compares every event with what was signed of it, and names the first that does not fit.",
      "Reads the store itself, also while a server runs on it, or with --server what a registry"
          + " shows to the outside."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all fits",
      "1:something does not fit; standard output says what",
      "2:nothing was verified; standard error says why"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
  private static final int MISFIT = 1;
  private static final int NOTHING_VERIFIED = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "A running registry, verified from outside. Its key is in ANNALS_KEY, or in root.key of"
              + " the data folder.")
  private @Nullable String server;

  @Option(
      names = "--partial",
      description =
          "The key shows the events of one namespace only: verify those, and miss no others.")
  private boolean partial;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "A checkpoint that you kept: the history must begin with what it has signed. Several"
              + " narrow down where a change was made.")
  private List<Path> checkpoints = List.of();

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "The public key that must have signed (default: the one that the log names).")
  private @Nullable String key;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Where to keep the checkpoint that was verified, if all fits.")
  private @Nullable Path save;

  @Mixin private StoreOptions store = new StoreOptions();

  @Override
  public Integer call() throws InterruptedException {
    Expectation expected = new Expectation(pinned(), checkpoints);
    URI address = server == null ? null : RegistryAddress.uri(server, this::wrong);
    if (partial && address == null) {
      throw wrong("--partial goes with --server");
    }
    CopyTask.quiet();
    Verdict verdict;
    try (ProgressLine progress = new ProgressLine()) {
      verdict =
          address == null
              ? ofStore(expected, progress)
              : new ServerVerification(
                      new RemoteRegistry(address, RegistryAddress.key(store.data(), this::wrong)),
                      progress)
                  .run(expected, partial);
      keep(verdict);
    } catch (UnverifiableException
        | LogUnusableException
        | DataFolderUnusableException
        | DatabaseUnreachableException
        | AxonServerUnusableException e) {
      return nothing(e.getMessage());
    } catch (ProblemException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return nothing("the store cannot be read: " + cause.getMessage());
    }
    return verdict
        .found()
        .map(
            finding -> {
              System.out.println("does not fit: " + finding);
              return MISFIT;
            })
        .orElseGet(
            () -> {
              System.out.println(verdict.summary());
              return 0;
            });
  }

  private Verdict ofStore(Expectation expected, ProgressLine progress) throws InterruptedException {
    Postgres postgres = store.postgres();
    try (StoredRegistry registry = store.openForReading();
        LogDatabase log = openLog(postgres)) {
      return new StoreVerification(
              registry, log == null ? null : new SqlTransparencyLog(log), progress)
          .run(expected);
    }
  }

  private @Nullable LogDatabase openLog(@Nullable Postgres postgres) {
    if (postgres != null) {
      return LogDatabase.readPostgres(postgres.url(), postgres.user(), postgres.password());
    }
    return Files.exists(store.data().resolve(LogDatabase.FILE))
        ? LogDatabase.readSqlite(store.data())
        : null;
  }

  private void keep(Verdict verdict) {
    if (save == null || verdict.checkpoint() == null) {
      return;
    }
    try {
      Files.writeString(save, verdict.checkpoint(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UnverifiableException("cannot write " + save + ": " + e.getMessage(), e);
    }
  }

  private @Nullable NoteVerifier pinned() {
    if (key == null) {
      return null;
    }
    try {
      return NoteVerifier.parse(key);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static int nothing(@Nullable String why) {
    System.err.println("annals: " + why);
    return NOTHING_VERIFIED;
  }

  private ParameterException wrong(@Nullable String message) {
    return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
