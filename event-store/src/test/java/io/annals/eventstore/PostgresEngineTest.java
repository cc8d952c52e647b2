package io.annals.eventstore;

class PostgresEngineTest extends EngineContract {
  @Override
  EventDatabase open() {
    return TestPostgres.freshDatabase();
  }
}
