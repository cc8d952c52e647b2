package io.annals.eventstore;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStreamTest extends StreamContract {
  @TempDir Path folder;

  @Override
  EventDatabase open() {
    return EventDatabase.sqlite(folder);
  }
}
