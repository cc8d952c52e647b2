package io.annals.query.analytics;

import io.annals.query.VisibleListener;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.annals.query.projection.BatchFails;
import io.annals.query.projection.Progress;
import io.annals.query.projection.ProgressStore;
import io.annals.query.projection.Resumption;
import io.annals.query.projection.ServedProjection;
import io.annals.query.projection.Spread;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.lifecycle.Phase;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counts as a module of an Axon configuration: the query handlers of {@code
 * io.annals.api.analytics}, and the processor {@value #PROCESSOR} that counts the events of the
 * configuration's event store. It has a database, connections and threads of its own, and rests
 * between its batches: where it is late, or cannot work at all, nobody else notices. It starts and
 * stops with the configuration; {@link #close} it after that, and before the database.
 *
 * <p>Thread-safe.
 */
public final class AnalyticsSide implements ConfigurerModule, VisibleListener, AutoCloseable {
  /** The processor and processing group. */
  public static final String PROCESSOR = "analytics";

  /** How long it rests after each batch, unless it is told otherwise. */
  public static final Duration REST = Duration.ofMillis(100);

  /** The tables; the measured latencies are not among those that events make. */
  public static final ViewSchema SCHEMA =
      new ViewSchema(
          PROCESSOR,
          "analytics.db",
          "annals_analytics",
          "io/annals/query/analytics/migration",
          tables(),
          List.of("visible_latency"),
          2);

  private static final Logger log = LoggerFactory.getLogger(AnalyticsSide.class);

  /** As many as are fetched between two rests. */
  private static final int BATCH = 1024;

  private static final long CLAIM_INTERVAL_MILLIS = 1_000;
  private static final long FLUSH_MILLIS = 1_000;

  private final ViewDatabase database;
  private final Progress progress = new Progress();
  private final ProgressStore store;
  private final PacedExecutor coordinator;
  private final ScheduledThreadPoolExecutor worker =
      new PacedExecutor("annals-analytics", Duration.ZERO);
  private final ChangeProjection projection;
  private final VisibleLatencies latencies;
  private final CoverageRow coverage;
  private final ChangeQueries changes;
  private final TopQueries top;
  private final LatencyQueries latency;
  private volatile @Nullable Configuration configuration;
  private volatile BooleanSupplier busy = () -> false;

  /**
   * @param database where the counts are; the caller closes it
   * @param head the position of the newest event of the store, -1 or 0 while there is none; cheap
   * @param rest how long it rests after each batch
   */
  public AnalyticsSide(ViewDatabase database, LongSupplier head, Duration rest) {
    this.database = database;
    this.store = new ProgressStore(database, progress, () -> {}, head);
    this.coordinator = new PacedExecutor("annals-analytics-coordinator", rest);
    this.projection = new ChangeProjection(database, new Subjects(this::eventStore));
    this.latencies = new VisibleLatencies(database);
    this.coverage = new CoverageRow(database, head);
    this.changes = new ChangeQueries(database, coverage);
    this.top = new TopQueries(database, coverage);
    this.latency = new LatencyQueries(database);
  }

  private static Map<String, String> tables() {
    String cell = "hour, namespace, kind, type, principal, dialect";
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("changes", cell);
    tables.put("field_changes", cell + ", field");
    tables.put("resource_changes", "day, resource, namespace, id");
    tables.put("counted", "id");
    return tables;
  }

  @Override
  public void configureModule(Configurer configurer) {
    configurer.onInitialize(this::initialized);
    configurer
        .registerQueryHandler(c -> changes)
        .registerQueryHandler(c -> top)
        .registerQueryHandler(c -> latency);
    configurer
        .eventProcessing()
        .registerEventHandler(c -> projection)
        .assignHandlerInstancesMatching(PROCESSOR, handler -> handler == projection)
        .registerErrorHandler(PROCESSOR, c -> new BatchFails())
        .registerTokenStore(PROCESSOR, c -> store)
        .registerTransactionManager(PROCESSOR, c -> database.transactions())
        .registerPooledStreamingEventProcessor(
            PROCESSOR,
            Configuration::eventStore,
            (c, builder) ->
                builder
                    .initialSegmentCount(1)
                    .batchSize(BATCH)
                    .initialToken(StreamableMessageSource::createTailToken)
                    .tokenClaimInterval(CLAIM_INTERVAL_MILLIS)
                    .claimExtensionThreshold(CLAIM_INTERVAL_MILLIS)
                    .coordinatorExecutor(coordinator)
                    .workerExecutor(worker));
  }

  /** Whether this process counts, and not another one. */
  public boolean carriesOn() {
    return progress.isOurs();
  }

  /** Leaves the counting to another process while this one is busy, where there are others. */
  public void leaveToOthersWhile(BooleanSupplier busier) {
    busy = busier;
  }

  /** The counts as what can be replayed. */
  public ServedProjection served() {
    return new ServedProjection(
        PROCESSOR, database, progress, store, this::processor, () -> {}, this::handlersOn);
  }

  private EventHandlerInvoker handlersOn(ViewDatabase copy) {
    return SimpleEventHandlerInvoker.builder()
        .eventHandlers(new ChangeProjection(copy, new Subjects(this::eventStore)))
        .listenerInvocationErrorHandler(PropagatingErrorHandler.instance())
        .sequencingPolicy(SequentialPerAggregatePolicy.instance())
        .build();
  }

  private StreamingEventProcessor processor() {
    return configuration()
        .eventProcessingConfiguration()
        .eventProcessor(PROCESSOR, StreamingEventProcessor.class)
        .orElseThrow();
  }

  private void initialized(Configuration initialized) {
    configuration = initialized;
    initialized.onStart(
        Phase.INBOUND_EVENT_CONNECTORS,
        () -> {
          worker.scheduleWithFixedDelay(
              this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
          Resumption.watch(PROCESSOR, store, this::processor, worker);
          Spread.watch(PROCESSOR, database, this::processor, () -> busy.getAsBoolean(), worker);
        });
  }

  private EventStore eventStore() {
    return configuration().eventStore();
  }

  private Configuration configuration() {
    Configuration known = configuration;
    if (known == null) {
      throw new IllegalStateException("Analytics are not part of a configuration yet.");
    }
    return known;
  }

  private void flush() {
    try {
      latencies.flush();
    } catch (RuntimeException e) {
      log.warn("Measured latencies could not be kept, and are tried again: {}", e.getMessage());
    }
  }

  @Override
  public void shown(String namespace, long shown, long latency) {
    latencies.shown(namespace, shown, latency);
  }

  /** How many events are stored but not counted yet, by whichever process counts them. A query. */
  public long behind() {
    return coverage.read().behind();
  }

  /** The position of the last event that this process has counted, -1 before the first. */
  public long position() {
    return progress.position();
  }

  /** Keeps what was measured and stops the threads. */
  @Override
  public void close() {
    coordinator.shutdownNow();
    worker.shutdownNow();
    flush();
  }
}
