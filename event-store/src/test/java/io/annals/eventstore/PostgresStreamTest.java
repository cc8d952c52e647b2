package io.annals.eventstore;

class PostgresStreamTest extends StreamContract {
  @Override
  EventDatabase open() {
    return TestPostgres.freshDatabase();
  }
}
