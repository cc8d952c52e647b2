package io.annals.server.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  @TempDir Path folder;

  @Test
  void takesEachSubfolderAndEachSourceFileForOneFunction() throws IOException {
    write("resize/index.mjs");
    write("resize/lib/scale.js");
    write("greet.py");
    write("README.md");

    SourceTree tree = SourceTree.at(folder);

    assertThat(tree.functions())
        .extracting(SourceFunction::name)
        .containsExactly("greet", "resize");
    assertThat(tree.functions().get(1).files()).containsOnlyKeys("index.mjs", "lib/scale.js");
    assertThat(tree.functions())
        .extracting(SourceFunction::runtime)
        .containsExactly("python", "nodejs");
    assertThat(tree.functions())
        .extracting(SourceFunction::entrypoint)
        .containsExactly("greet.py", "index.mjs");
    assertThat(tree.skipped())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("README.md");
  }

  @Test
  void passesOverHiddenFilesPackagesAndEmptyFolders() throws IOException {
    write("a/main.go");
    write("a/.env");
    write("a/node_modules/x/index.js");
    write(".git/config");
    Files.createDirectories(folder.resolve("empty/inner"));

    SourceTree tree = SourceTree.at(folder);

    assertThat(tree.functions()).extracting(SourceFunction::name).containsExactly("a");
    assertThat(tree.functions().get(0).files()).containsOnlyKeys("main.go");
  }

  @Test
  void takesASingleFileForOneFunction() throws IOException {
    write("hello world.js");

    SourceTree tree = SourceTree.at(folder.resolve("hello world.js"));

    assertThat(tree.functions()).extracting(SourceFunction::name).containsExactly("hello-world");
  }

  private void write(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "// " + path);
  }
}
