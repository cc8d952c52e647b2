package io.annals.server.configuration;

import io.annals.api.log.EventLog;
import io.annals.api.secret.ServerKeys;
import io.annals.query.QuerySide;
import io.annals.server.StartupException;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogFollower;
import io.annals.transparency.NoteSigner;
import io.annals.transparency.NoteVerifier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Carries the transparency log on behind the events, beside the views. */
@Configuration(proxyBeanMethods = false)
public class LogFollowerConfiguration {
  /** The name of the signing key among the registry's own. */
  private static final String KEY = "log";

  @Bean
  LogFollower logFollower(
      EventLog events,
      LogDatabase database,
      ServerKeys keys,
      MeterRegistry meters,
      QuerySide querySide,
      @Value("${annals.log.origin:}") String origin) {
    String name = origin.strip();
    if (!name.isEmpty() && !NoteVerifier.isName(name)) {
      throw new StartupException(
          "ANNALS_LOG_ORIGIN must be a name such as example.org/annals, without blanks and '+'");
    }
    LogFollower follower =
        LogFollower.start(
            events, database, () -> NoteSigner.of(name, keys.key(KEY, NoteSigner::freshKey)));
    querySide
        .replays()
        .addFixed(
            KEY,
            follower::size,
            "The transparency log is no view: what it signed once is not built again, so that it"
                + " proves that nothing was changed.");
    Gauge.builder("annals.log.size", follower, LogFollower::size)
        .description("Events in the signed log, as far as this node knows")
        .register(meters);
    Gauge.builder("annals.log.lag", follower, log -> Math.max(0, events.head() - log.size()))
        .description("Events that are stored and not yet in the signed log")
        .register(meters);
    Gauge.builder("annals.log.halted", follower, log -> log.trouble().isPresent() ? 1 : 0)
        .description("1 where the log signs nothing more, because the events were changed")
        .register(meters);
    return follower;
  }
}
