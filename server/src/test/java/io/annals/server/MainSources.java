package io.annals.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sources of the program, for tests that hold them against something. */
public final class MainSources {
  private static final Path HOME = Path.of("..");

  /** Modules that are no part of the program. */
  private static final Set<String> ASIDE = Set.of("benchmarks", "sdk-tests");

  private MainSources() {}

  /** All files of Java but the tests. */
  public static List<Path> all() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(HOME)) {
      for (Path module : modules.toList()) {
        Path main = module.resolve("src/main/java");
        if (!ASIDE.contains(module.getFileName().toString()) && Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
