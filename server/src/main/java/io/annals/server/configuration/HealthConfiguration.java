package io.annals.server.configuration;

import io.annals.eventstore.GroupCommitEngine;
import io.annals.eventstore.StoreHealth;
import io.annals.query.QuerySide;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says whether the registry can do its work; {@code /health/ready} asks. */
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {

  /** Whether events can be written. */
  @Bean("store")
  HealthIndicator store(GroupCommitEngine engine) {
    return () -> {
      StoreHealth health = engine.health();
      return (health.up() ? Health.up() : Health.down())
          .withDetail("since", health.since().toString())
          .withDetail("sentence", health.sentence())
          .build();
    };
  }

  /** Whether what is stored can be found: not before the views have caught up after a start. */
  @Bean("projection")
  HealthIndicator projection(QuerySide querySide) {
    return () ->
        (querySide.caughtUp() ? Health.up() : Health.outOfService())
            .withDetail("position", querySide.position())
            .build();
  }
}
