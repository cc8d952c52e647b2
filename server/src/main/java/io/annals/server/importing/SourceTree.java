package io.annals.server.importing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the functions in a folder: each subfolder is one, each source file beside them is one.
 * Hidden files, installed packages and build results are passed over, and so are files that are no
 * source.
 *
 * @param functions what was found, by name
 * @param skipped files at the top that are no source
 */
public record SourceTree(List<SourceFunction> functions, List<Path> skipped) {
  private static final Set<String> PASSED_OVER =
      Set.of("node_modules", "__pycache__", "target", "venv", "dist");
  private static final Map<String, String> RUNTIMES =
      Map.ofEntries(
          Map.entry("js", "nodejs"),
          Map.entry("mjs", "nodejs"),
          Map.entry("cjs", "nodejs"),
          Map.entry("ts", "typescript"),
          Map.entry("py", "python"),
          Map.entry("go", "golang"),
          Map.entry("java", "java"),
          Map.entry("kt", "kotlin"),
          Map.entry("cs", "dotnet"),
          Map.entry("php", "php"),
          Map.entry("rb", "ruby"),
          Map.entry("rs", "rust"),
          Map.entry("r", "r"),
          Map.entry("sh", "bash"),
          Map.entry("lua", "lua"),
          Map.entry("pl", "perl"),
          Map.entry("sql", "sql"),
          Map.entry("wasm", "wasm"));
  private static final Set<String> CONFIGURATION = Set.of("json", "yaml", "yml", "toml");
  private static final List<String> FIRST_TO_OPEN = List.of("index", "main", "handler", "app");

  /**
   * Looks through a folder, or at a single file.
   *
   * @throws IOException if something cannot be read
   */
  public static SourceTree at(Path start) throws IOException {
    Path real = start.toRealPath();
    if (Files.isRegularFile(real)) {
      return new SourceTree(List.of(ofFile(real)), List.of());
    }
    List<SourceFunction> functions = new ArrayList<>();
    List<Path> skipped = new ArrayList<>();
    for (Path child : children(real)) {
      if (Files.isDirectory(child)) {
        SortedMap<String, Path> files = filesBelow(child);
        if (!files.isEmpty()) {
          functions.add(ofFiles(nameOf(child.getFileName().toString()), child, files));
        }
      } else if (isSource(child)) {
        functions.add(ofFile(child));
      } else {
        skipped.add(child);
      }
    }
    functions.sort(Comparator.comparing(SourceFunction::name));
    return new SourceTree(List.copyOf(functions), List.copyOf(skipped));
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(child -> !isPassedOver(child)).sorted().toList();
    }
  }

  private static SourceFunction ofFile(Path file) {
    String fileName = file.getFileName().toString();
    int dot = fileName.lastIndexOf('.');
    String name = nameOf(dot > 0 ? fileName.substring(0, dot) : fileName);
    return ofFiles(name, file, new TreeMap<>(Map.of(fileName, file)));
  }

  private static SourceFunction ofFiles(String name, Path origin, SortedMap<String, Path> files) {
    String entrypoint =
        files.size() == 1
            ? files.firstKey()
            : files.keySet().stream()
                .filter(path -> !path.contains("/") && RUNTIMES.containsKey(ending(path)))
                .filter(path -> FIRST_TO_OPEN.contains(path.substring(0, path.lastIndexOf('.'))))
                .min(
                    Comparator.comparing(
                        path -> FIRST_TO_OPEN.indexOf(path.substring(0, path.lastIndexOf('.')))))
                .orElse("");
    String runtime =
        Stream.concat(Stream.of(entrypoint), files.keySet().stream())
            .map(path -> RUNTIMES.getOrDefault(ending(path), ""))
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse("");
    return new SourceFunction(name, origin, files, runtime, entrypoint);
  }

  private static SortedMap<String, Path> filesBelow(Path folder) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return !inner.equals(folder) && isPassedOver(inner)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isPassedOver(file)) {
              files.put(folder.relativize(file).toString().replace('\\', '/'), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static boolean isPassedOver(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || PASSED_OVER.contains(name);
  }

  private static boolean isSource(Path file) {
    String ending = ending(file.getFileName().toString());
    return RUNTIMES.containsKey(ending) || CONFIGURATION.contains(ending);
  }

  private static String ending(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** A name of the characters that the registry takes; every other one becomes a hyphen. */
  private static String nameOf(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]", "-");
  }
}
