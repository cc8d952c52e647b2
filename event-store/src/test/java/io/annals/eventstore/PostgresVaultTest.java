package io.annals.eventstore;

class PostgresVaultTest extends VaultContract {
  @Override
  EventDatabase open() {
    return TestPostgres.freshDatabase();
  }
}
