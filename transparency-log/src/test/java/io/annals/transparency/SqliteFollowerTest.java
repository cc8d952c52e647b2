package io.annals.transparency;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteFollowerTest extends FollowerContract {
  @TempDir Path folder;

  @Override
  LogDatabase open() {
    return LogDatabase.sqlite(folder);
  }
}
