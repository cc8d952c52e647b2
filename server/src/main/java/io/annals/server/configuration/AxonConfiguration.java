package io.annals.server.configuration;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.blob.BlobStore;
import io.annals.api.job.Jobs;
import io.annals.api.log.EventLog;
import io.annals.api.secret.DataKeys;
import io.annals.api.serialization.EventSerializer;
import io.annals.command.AggregateCache;
import io.annals.command.CommandSide;
import io.annals.eventstore.GroupCommitEngine;
import io.annals.eventstore.WokenEventStore;
import io.annals.query.QuerySide;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.query.purge.PurgedCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Joins the command side and the query side to the store, by Axon's own configuration API. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
public class AxonConfiguration {
  /** Aggregates kept in memory; about a kilobyte each, without their config. */
  private static final int CACHED_AGGREGATES = 20_000;

  /** Events after which an aggregate's state is stored, so that a cold one loads fast. */
  private static final int SNAPSHOT_EVERY = 200;

  /** Events that the views may be behind before commands are held back. */
  private static final int LAG_BOUND = 2048;

  /** How soon after a purge its code is out of reach, at the latest. */
  private static final Duration PURGE_RHYTHM = Duration.ofSeconds(2);

  private static final long LOOK_AGAIN_MILLIS = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Bean
  CommandSide commandSide() {
    return new CommandSide(new AggregateCache(CACHED_AGGREGATES), SNAPSHOT_EVERY);
  }

  @Bean
  QuerySide querySide(
      ViewDatabase views,
      BlobStore blobs,
      DataKeys keys,
      Jobs jobs,
      MeterRegistry meters,
      EventLog log,
      GroupCommitEngine engine) {
    QuerySide querySide = new QuerySide(views, blobs, keys, jobs, meters, engine::headPosition);
    log.onArrival(() -> querySide.durable(log.head()));
    return querySide;
  }

  @Bean
  AnalyticsSide analyticsSide(
      @Qualifier("analyticsDatabase") ViewDatabase database,
      QuerySide querySide,
      MeterRegistry meters,
      GroupCommitEngine engine) {
    AnalyticsSide analytics = new AnalyticsSide(database, engine::headPosition, AnalyticsSide.REST);
    querySide.onVisible(analytics);
    querySide.replays().add(analytics.served());
    Gauge.builder("annals.analytics.lag", analytics, AnalyticsSide::behind)
        .description("Events that are stored but not counted.")
        .register(meters);
    return analytics;
  }

  @Bean
  Configuration axon(
      WokenEventStore eventStore,
      EventSerializer serializer,
      CommandSide commandSide,
      QuerySide querySide,
      AnalyticsSide analytics) {
    // Times are kept in microseconds everywhere; what memory serves must equal what is read back.
    GenericEventMessage.clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureSerializer(configuration -> serializer)
            .configureEventSerializer(configuration -> serializer)
            .configureMessageSerializer(configuration -> serializer)
            .configureEventStore(configuration -> eventStore);
    commandSide.configureModule(configurer);
    querySide.configureModule(configurer);
    analytics.configureModule(configurer);
    return configurer.buildConfiguration();
  }

  @Bean
  CommandGateway commandGateway(Configuration axon, QuerySide querySide, GroupCommitEngine engine) {
    CommandGateway gateway = axon.commandGateway();
    gateway.registerDispatchInterceptor(new OpenStore(engine::health));
    gateway.registerDispatchInterceptor(
        new Backpressure(() -> servingLag(engine, querySide), LAG_BOUND, PATIENCE));
    return gateway;
  }

  @Bean
  PurgedCode purgedCode(
      ViewDatabase views,
      BlobRemoval blobs,
      QuerySide querySide,
      GroupCommitEngine engine,
      @Value("${annals.purge.grace:15m}") Duration grace) {
    return new PurgedCode(
        views, blobs, () -> showsAllTillNow(engine, querySide), grace, Clock.systemUTC());
  }

  /** Waits a little until the views show what is stored at this moment. */
  private static boolean showsAllTillNow(GroupCommitEngine engine, QuerySide querySide) {
    long head = engine.headPosition();
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

  /** While the views are rebuilt nobody expects them to be close, and writes go on. */
  private static long servingLag(GroupCommitEngine engine, QuerySide querySide) {
    return querySide.isReplaying() || !querySide.caughtUp()
        ? 0
        : engine.headPosition() - querySide.position();
  }

  @Bean
  QueryGateway queryGateway(Configuration axon) {
    return axon.queryGateway();
  }

  /** Answers those who wait for an operation before the web server waits for its last answers. */
  @Bean
  SmartLifecycle waitsLifecycle(QuerySide querySide) {
    return new Stage(Integer.MAX_VALUE, () -> {}, querySide::stopWaiting);
  }

  /** Starts before the web server takes requests and stops after it has answered the last. */
  @Bean
  SmartLifecycle axonLifecycle(Configuration axon) {
    return new Stage(0, axon::start, axon::shutdown);
  }

  /**
   * What is done at one stage of the application's life; lower phases start first and stop last.
   */
  private static final class Stage implements SmartLifecycle {
    private final int phase;
    private final Runnable start;
    private final Runnable stop;
    private volatile boolean running;

    Stage(int phase, Runnable start, Runnable stop) {
      this.phase = phase;
      this.start = start;
      this.stop = stop;
    }

    @Override
    public void start() {
      start.run();
      running = true;
    }

    @Override
    public void stop() {
      stop.run();
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return phase;
    }
  }
}
