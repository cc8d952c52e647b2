package io.annals.server.cli;

import io.annals.server.importing.ImportException;
import io.annals.server.importing.Importer;
import io.annals.server.importing.Importer.Outcome;
import io.annals.server.importing.Registry;
import io.annals.server.importing.SourceFunction;
import io.annals.server.importing.SourceTree;
import io.annals.server.security.RootCredentials;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code annals import}: registers what a folder of sources holds. */
@Command(
    name = "import",
    description = {
      "Registers every function found in a folder of sources with a running registry.",
      "One subfolder or source file is one function; its files are its code, its name is the"
          + " folder's. Done again it changes nothing but what was edited meanwhile."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
  private static final int AT_ONCE = 8;

  @Parameters(paramLabel = "DIR-or-FILE", description = "Where the sources are.")
  private Path sources = Path.of(".");

  @Mixin private RegistryAddress registry = new RegistryAddress();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = RootCredentials.DEFAULT_NAMESPACE,
      description = "Where the functions belong (default ${DEFAULT-VALUE}).")
  private String namespace = RootCredentials.DEFAULT_NAMESPACE;

  @Override
  public Integer call() throws InterruptedException {
    SourceTree tree;
    try {
      tree = SourceTree.at(sources);
    } catch (NoSuchFileException e) {
      return fail("there is no " + sources);
    } catch (IOException e) {
      return fail("cannot read " + e.getMessage());
    }
    List<SourceFunction> functions = tree.functions();
    if (functions.isEmpty()) {
      return fail(
          "no function in " + sources + ": it holds neither a folder with files nor a source file");
    }
    List<String> failures = new ArrayList<>(nameClashes(functions));
    if (!failures.isEmpty()) {
      failures.forEach(this::fail);
      return 1;
    }
    Map<Outcome, Integer> counts = register(functions, failures);
    System.out.printf(
        "%d functions: %d created, %d updated, %d unchanged%s%n",
        functions.size(),
        counts.getOrDefault(Outcome.CREATED, 0),
        counts.getOrDefault(Outcome.UPDATED, 0),
        counts.getOrDefault(Outcome.UNCHANGED, 0),
        failures.isEmpty() ? "" : ", " + failures.size() + " failed");
    tree.skipped().forEach(path -> System.out.println("passed over, no source: " + path));
    failures.forEach(this::fail);
    return failures.isEmpty() ? 0 : 1;
  }

  private Map<Outcome, Integer> register(List<SourceFunction> functions, List<String> failures)
      throws InterruptedException {
    Importer importer = new Importer(new Registry(registry.uri(), registry.key(), namespace));
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("import")
            .setInitialMax(functions.size())
            .setStyle(ProgressBarStyle.ASCII)
            .build()) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (SourceFunction function : functions) {
        outcomes.add(
            workers.submit(
                () -> {
                  try {
                    return importer.register(function);
                  } finally {
                    bar.step();
                  }
                }));
      }
      for (int i = 0; i < outcomes.size(); i++) {
        try {
          counts.merge(outcomes.get(i).get(), 1, Integer::sum);
        } catch (ExecutionException e) {
          SourceFunction function = functions.get(i);
          if (!(e.getCause() instanceof ImportException)) {
            throw new IllegalStateException(e.getCause());
          }
          failures.add(
              function.name() + " (" + function.origin() + "): " + e.getCause().getMessage());
        }
      }
    } finally {
      workers.shutdownNow();
    }
    return counts;
  }

  /** Folders and files whose names differ only in what a registry's name cannot hold. */
  private static List<String> nameClashes(List<SourceFunction> functions) {
    List<String> clashes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    functions.stream()
        .sorted(Comparator.comparing(SourceFunction::origin))
        .filter(function -> !seen.add(function.name()))
        .forEach(
            function ->
                clashes.add(
                    function.origin()
                        + ": another source has the name "
                        + function.name()
                        + " too; rename one of them"));
    return clashes;
  }

  private int fail(String message) {
    System.err.println("annals: " + message);
    return 1;
  }
}
