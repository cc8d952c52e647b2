package io.annals.server.configuration;

import io.annals.command.AggregateCache;
import io.annals.command.CommandSide;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A node that decides. */
@Configuration(proxyBeanMethods = false)
public class CommandConfiguration {
  /** Aggregates kept in memory; about a kilobyte each, without their config. */
  private static final int CACHED_AGGREGATES = 20_000;

  /** Events after which an aggregate's state is stored, so that a cold one loads fast. */
  private static final int SNAPSHOT_EVERY = 200;

  @Bean
  CommandSide commandSide() {
    return new CommandSide(new AggregateCache(CACHED_AGGREGATES), SNAPSHOT_EVERY);
  }
}
