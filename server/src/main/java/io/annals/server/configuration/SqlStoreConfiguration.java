package io.annals.server.configuration;

import io.annals.api.serialization.EventSerializer;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.GroupCommitEngine;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Events beside everything else, in SQLite or PostgreSQL. */
@Configuration(proxyBeanMethods = false)
public class SqlStoreConfiguration {
  /** Appends that may wait for the writer; more are answered 503. */
  private static final int QUEUE_CAPACITY = 4096;

  @Bean
  GroupCommitEngine groupCommitEngine(
      EventDatabase database, EventSerializer serializer, MeterRegistry meters) {
    return GroupCommitEngine.builder(database)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .meters(meters)
        .queueCapacity(QUEUE_CAPACITY)
        .build();
  }

  /** Times are kept in microseconds, by the events as by the views. */
  @Bean
  Precision precision() {
    return Precision.MICROSECONDS;
  }

  /** Messages stay in the process. */
  @Bean
  Buses buses() {
    return Buses.LOCAL;
  }
}
