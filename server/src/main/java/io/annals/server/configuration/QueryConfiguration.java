package io.annals.server.configuration;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.blob.BlobStore;
import io.annals.api.job.Jobs;
import io.annals.api.log.EventLog;
import io.annals.api.secret.DataKeys;
import io.annals.eventstore.StoreState;
import io.annals.query.QuerySide;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.query.purge.PurgedCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A node that remembers: it carries the views on and answers from them. */
@Configuration(proxyBeanMethods = false)
public class QueryConfiguration {
  /** How soon after a purge its code is out of reach, at the latest. */
  private static final Duration PURGE_RHYTHM = Duration.ofSeconds(2);

  private static final long LOOK_AGAIN_MILLIS = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Bean
  QuerySide querySide(
      ViewDatabase views,
      BlobStore blobs,
      DataKeys keys,
      Jobs jobs,
      MeterRegistry meters,
      EventLog log,
      StoreState store) {
    QuerySide querySide = new QuerySide(views, blobs, keys, jobs, meters, store::headPosition);
    log.onArrival(() -> querySide.durable(log.head()));
    return querySide;
  }

  @Bean
  AnalyticsSide analyticsSide(
      @Qualifier("analyticsDatabase") ViewDatabase database,
      QuerySide querySide,
      MeterRegistry meters,
      StoreState store) {
    AnalyticsSide analytics = new AnalyticsSide(database, store::headPosition, AnalyticsSide.REST);
    querySide.onVisible(analytics);
    analytics.leaveToOthersWhile(querySide::carriesOn);
    querySide.replays().add(analytics.served());
    Gauge.builder("annals.analytics.lag", analytics, AnalyticsSide::behind)
        .description("Events that are stored but not counted.")
        .register(meters);
    return analytics;
  }

  /** While the views are rebuilt nobody expects them to be close, and writes go on. */
  @Bean
  ServedLag servedLag(StoreState store, QuerySide querySide) {
    return () ->
        querySide.isReplaying() || !querySide.caughtUp()
            ? 0
            : store.headPosition() - querySide.position();
  }

  @Bean
  PurgedCode purgedCode(
      ViewDatabase views,
      BlobRemoval blobs,
      QuerySide querySide,
      StoreState store,
      @Value("${annals.purge.grace:15m}") Duration grace) {
    return new PurgedCode(
        views, blobs, () -> showsAllTillNow(store, querySide), grace, Clock.systemUTC());
  }

  /** Waits a little until the views show what is stored at this moment. */
  private static boolean showsAllTillNow(StoreState store, QuerySide querySide) {
    long head = store.headPosition();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (querySide.position() < head && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return querySide.position() >= head && !querySide.isReplaying();
  }

  /** Looks for purged functions once the views are carried on. */
  @Bean
  SmartLifecycle purgedCodeLifecycle(PurgedCode purgedCode) {
    return new Stage(1, () -> purgedCode.start(PURGE_RHYTHM), purgedCode::close);
  }

  /** Answers those who wait for an operation before the web server waits for its last answers. */
  @Bean
  SmartLifecycle waitsLifecycle(QuerySide querySide) {
    return new Stage(Integer.MAX_VALUE, () -> {}, querySide::stopWaiting);
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
