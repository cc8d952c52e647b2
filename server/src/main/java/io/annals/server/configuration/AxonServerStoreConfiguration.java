package io.annals.server.configuration;

import io.annals.api.serialization.EventSerializer;
import io.annals.eventstore.AxonServerEngine;
import io.annals.eventstore.AxonServerLink;
import io.annals.eventstore.EventDatabase;
import io.annals.server.Role;
import io.annals.server.ServerSettings;
import io.annals.server.axonserver.DistributedBuses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Events in Axon Server, through which commands and queries travel too. */
@Configuration(proxyBeanMethods = false)
public class AxonServerStoreConfiguration {

  /** Waits for the database first: it tells at once when it is away. */
  @Bean
  AxonServerLink axonServerLink(ServerSettings settings, EventDatabase database) {
    return StoreConfiguration.explained(
        () -> AxonServerLink.open(Objects.requireNonNull(settings.axonServer())));
  }

  @Bean
  AxonServerEngine axonServerEngine(
      AxonServerLink link,
      ServerSettings settings,
      EventSerializer serializer,
      MeterRegistry meters) {
    return StoreConfiguration.explained(
        () -> AxonServerEngine.open(link, serializer, meters, settings.has(Role.QUERY)));
  }

  @Bean
  Precision precision() {
    return Precision.MILLISECONDS;
  }

  @Bean
  DistributedBuses distributedBuses(AxonServerLink link) {
    return new DistributedBuses(link);
  }

  @Bean
  Buses buses(DistributedBuses distributed) {
    return distributed::configure;
  }

  /** Whether all that is not events can be reached. */
  @Bean("database")
  HealthIndicator database(EventDatabase database) {
    return () -> (database.answers() ? Health.up() : Health.down()).build();
  }
}
