package io.annals.server.configuration;

import io.annals.eventstore.StoreHealth;
import io.annals.eventstore.StoreState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says whether the registry can do its work; {@code /health/ready} asks. */
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {

  /** Whether events can be written. */
  @Bean("store")
  HealthIndicator store(StoreState state) {
    return () -> {
      StoreHealth health = state.health();
      return (health.up() ? Health.up() : Health.down())
          .withDetail("since", health.since().toString())
          .withDetail("sentence", health.sentence())
          .build();
    };
  }
}
