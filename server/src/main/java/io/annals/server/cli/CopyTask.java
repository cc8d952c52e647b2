package io.annals.server.cli;

import io.annals.api.problem.ProblemException;
import io.annals.eventstore.AxonServerUnusableException;
import io.annals.eventstore.DataFolderInUseException;
import io.annals.eventstore.DataFolderUnusableException;
import io.annals.eventstore.DatabaseUnreachableException;
import io.annals.eventstore.RestoreException;
import io.annals.server.archive.ArchiveException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.LoggerFactory;

/** Runs what copies a store on the command line: whatever prevents it is said in one line. */
@FunctionalInterface
interface CopyTask {
  /** Does it and says what was done, one line. */
  String run() throws IOException;

  /** The exit code of the task: 0 when it went well, else 1. */
  static int exitCode(CopyTask task) {
    quiet();
    PrintStream err = System.err;
    try {
      System.out.println(task.run());
      return 0;
    } catch (ArchiveException
        | DataFolderUnusableException
        | DataFolderInUseException
        | DatabaseUnreachableException
        | AxonServerUnusableException
        | RestoreException e) {
      err.println("annals: " + e.getMessage());
    } catch (ProblemException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      err.println("annals: the store cannot be read or written: " + cause.getMessage());
    } catch (UncheckedIOException e) {
      err.println("annals: " + sentence(e.getCause()));
    } catch (IOException e) {
      err.println("annals: " + sentence(e));
    }
    return 1;
  }

  private static String sentence(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "this process may not write or read " + denied.getFile();
    }
    if (failure instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile() + ", and it cannot be made";
    }
    if (failure instanceof FileSystemException file) {
      return file.getFile()
          + ": "
          + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason());
    }
    return String.valueOf(failure.getMessage());
  }

  /** Without a server nobody has set up the log, which would then tell everything. */
  static void quiet() {
    if (LoggerFactory.getILoggerFactory() instanceof ch.qos.logback.classic.LoggerContext logs) {
      logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(ch.qos.logback.classic.Level.OFF);
    }
  }
}
