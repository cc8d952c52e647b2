package io.annals.server.endtoend;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * What makes the many processes of these tests start with two thirds of the CPU: an archive of
 * their classes, made by a first one. Such an archive takes no folders, so the classes of this
 * module go into a file; where other modules are folders too, as in {@code mvn test}, there is
 * none.
 *
 * @param classPath what the processes are to be started with
 * @param options of the virtual machine
 */
record ClassArchive(String classPath, List<String> options) {
  private static final int PATIENCE_SECONDS = 120;

  /**
   * Makes the archive, or finds the one that another process of this build has made.
   *
   * @param flags all others that the processes have
   */
  static ClassArchive of(String classPath, List<String> flags) {
    Path classes = Path.of("target", "classes").toAbsolutePath();
    List<Path> entries =
        Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator), -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    if (folders.equals(List.of(classes))) {
      try {
        return make(classes, entries, flags);
      } catch (IOException e) {
        System.err.println("Processes start without a class archive: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new ClassArchive(classPath, List.of());
  }

  private static ClassArchive make(Path classes, List<Path> entries, List<String> flags)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(classes.resolveSibling("process-archive"));
    Path jar = folder.resolve("classes.jar");
    Path archive = folder.resolve("classes.jsa");
    String classPath =
        String.join(
            File.pathSeparator,
            entries.stream()
                .map(entry -> (entry.equals(classes) ? jar : entry).toString())
                .toList());
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || !isNewer(archive, classes, entries)) {
        Files.deleteIfExists(archive);
        Files.deleteIfExists(jar);
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), ".");
        dump(classPath, flags, archive);
      }
    }
    List<String> options = new ArrayList<>();
    if (Files.exists(archive)) {
      // Where it does not fit after all, that is not to be said among what the program says.
      options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
    }
    return new ClassArchive(classPath, options);
  }

  private static boolean isNewer(Path archive, Path classes, List<Path> entries)
      throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(archive);
    List<Path> sources = new ArrayList<>(entries);
    try (Stream<Path> all = Files.walk(classes)) {
      all.forEach(sources::add);
    }
    for (Path source : sources) {
      if (Files.exists(source) && Files.getLastModifiedTime(source).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Runs a server from its start to its end, which writes the archive. */
  private static void dump(String classPath, List<String> flags, Path archive)
      throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("annals-archive");
    Path half = archive.resolveSibling("half.jsa");
    Files.deleteIfExists(half);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + half, "-Xlog:disable"));
    command.addAll(List.of("-cp", classPath, "io.annals.server.Annals", "serve"));
    command.addAll(List.of("--port", "0", "--grpc-port", "0", "--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
    Process process = builder.start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.contains("ready at")) {
          process.toHandle().destroy();
        }
      }
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && Files.exists(half)) {
        Files.move(half, archive, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      process.destroyForcibly();
      FileSystemUtils.deleteRecursively(data);
    }
  }
}
