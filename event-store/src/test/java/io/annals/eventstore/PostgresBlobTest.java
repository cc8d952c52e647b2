package io.annals.eventstore;

class PostgresBlobTest extends BlobContract {
  @Override
  EventDatabase open() {
    return TestPostgres.freshDatabase();
  }
}
