package io.annals.eventstore;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteVaultTest extends VaultContract {
  @TempDir Path folder;

  @Override
  EventDatabase open() {
    return EventDatabase.sqlite(folder);
  }
}
