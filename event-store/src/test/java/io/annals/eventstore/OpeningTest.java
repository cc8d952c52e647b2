package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  @TempDir Path folder;

  @Test
  void aFolderBelongsToOneAtATime() {
    try (DataFolder own = DataFolder.open(folder)) {
      assertThatThrownBy(() -> DataFolder.open(folder))
          .isInstanceOf(DataFolderInUseException.class)
          .hasMessageContaining(folder.toString());
      assertThatThrownBy(() -> EventDatabase.sqlite(folder))
          .isInstanceOf(DataFolderInUseException.class);
      EventDatabase.sqlite(own).close();
      assertThatThrownBy(() -> DataFolder.open(folder))
          .isInstanceOf(DataFolderInUseException.class);
    }
    EventDatabase.sqlite(folder).close();
    EventDatabase.sqlite(folder).close();
  }

  @Test
  void anotherProcessIsKeptOutToo() throws Exception {
    try (DataFolder own = DataFolder.open(folder)) {
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Taker.class.getName(),
                  own.path().toString())
              .redirectErrorStream(true)
              .start();
      assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("DataFolderInUseException");
      assertThat(other.waitFor()).isNotZero();
    }
  }

  /** Takes a folder, as another process would. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) {
      DataFolder.open(Path.of(arguments[0])).close();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedWithASentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
        .isInstanceOf(DataFolderUnusableException.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedWithASentenceAndTheFolderIsFree() throws Exception {
    Files.writeString(folder.resolve(SqliteFiles.EVENTS), "this is not a database ".repeat(100));
    assertThatThrownBy(() -> EventDatabase.sqlite(folder))
        .isInstanceOf(DataFolderUnusableException.class)
        .hasMessageContaining("not a database");
    DataFolder.open(folder).close();
  }

  @Test
  void aServerThatDoesNotAnswerIsRefusedWithASentence() {
    assertThatThrownBy(
            () -> EventDatabase.postgres("jdbc:postgresql://localhost:1/none", "nobody", "secret"))
        .isInstanceOf(DatabaseUnreachableException.class)
        .hasMessageContaining("localhost:1")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> EventDatabase.postgres("http://wrong", "nobody", "secret"))
        .isInstanceOf(DatabaseUnreachableException.class);
  }

  @Test
  void eventsOutliveTheEngineAndNoLogIsLeftBehind() throws Exception {
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = Samples.engine(database).build()) {
      engine.appendEvents(Samples.event("a", 0));
    }
    assertThat(folder.resolve(SqliteFiles.EVENTS + "-wal")).doesNotExist();
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = Samples.engine(database).build()) {
      assertThat(engine.headPosition()).isEqualTo(1);
      engine.appendEvents(Samples.event("a", 1));
      assertThat(engine.readEvents("a").asStream()).hasSize(2);
    }
  }
}
