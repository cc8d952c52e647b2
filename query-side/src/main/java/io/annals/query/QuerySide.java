package io.annals.query;

import io.annals.api.blob.BlobStore;
import io.annals.api.job.Jobs;
import io.annals.api.secret.DataKeys;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.AliasQueries;
import io.annals.query.function.BlameQueries;
import io.annals.query.function.FunctionQueries;
import io.annals.query.function.HistoryQueries;
import io.annals.query.function.RevisionQueries;
import io.annals.query.function.RevisionRows;
import io.annals.query.function.VersionComparison;
import io.annals.query.function.VersionQueries;
import io.annals.query.job.JobQueries;
import io.annals.query.job.JobRunner;
import io.annals.query.letter.DeadLetters;
import io.annals.query.operation.OperationQueries;
import io.annals.query.projection.BatchFails;
import io.annals.query.projection.Coordination;
import io.annals.query.projection.ParkingPolicy;
import io.annals.query.projection.Progress;
import io.annals.query.projection.ProgressStore;
import io.annals.query.projection.RegistryProjection;
import io.annals.query.projection.Resumption;
import io.annals.query.projection.ServedProjection;
import io.annals.query.projection.Upkeep;
import io.annals.query.projection.ViewNews;
import io.annals.query.replay.Replays;
import io.annals.query.workflow.UsageQueries;
import io.annals.query.workflow.WorkflowQueries;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.axonframework.eventhandling.deadletter.DeadLetteringEventHandlerInvoker;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.lifecycle.Phase;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;

/**
 * The query side as a module of an Axon configuration: the query handlers of {@code
 * io.annals.api.query}, and the projection {@value #PROCESSOR} that carries the views on from the
 * configuration's event store. It starts and stops with the configuration; {@link #close} it after
 * that, and before the database.
 *
 * <p>Thread-safe.
 */
public final class QuerySide implements ConfigurerModule, AutoCloseable {
  /** The processor and processing group. */
  public static final String PROCESSOR = "registry";

  private static final int BATCH = 500;
  private static final long CLAIM_INTERVAL_MILLIS = 1_000;

  private final ViewDatabase database;
  private final LongSupplier head;
  private final Progress progress = new Progress();
  private final ScheduledThreadPoolExecutor waits = thread("annals-operations");
  private final ScheduledThreadPoolExecutor coordinator =
      new Coordination("annals-projection-coordinator");
  private final ScheduledThreadPoolExecutor worker = thread("annals-projection");
  private final RegistryProjection projection;
  private final DeadLetters letters;
  private final ProgressStore store;
  private final ServedProjection served;
  private final Upkeep upkeep;
  private final JobRunner runner;
  private final JobQueries jobs;
  private final Replays replays;
  private final OperationQueries operations;
  private final FunctionQueries functions;
  private final VersionQueries versions;
  private final RevisionQueries revisions;
  private final AliasQueries aliases;
  private final WorkflowQueries workflows;
  private final UsageQueries usages;
  private final HistoryQueries history;
  private final ViewMeters measured;
  private final BlameQueries blame;
  private volatile @Nullable ViewNews news;
  private volatile @Nullable Configuration configuration;
  private volatile long headAtStart = Long.MAX_VALUE;
  private volatile boolean caughtUp;

  /**
   * @param database where the views are; the caller closes it
   * @param blobs where the code is, for comparing versions
   * @param keys loses the key of every function that is purged
   * @param meters gets the meters {@code annals.projection.*} and {@code annals.operation*}
   * @param jobs where the state of replays is kept
   * @param head the position of the newest event of the store, -1 or 0 while there is none; cheap
   */
  public QuerySide(
      ViewDatabase database,
      BlobStore blobs,
      DataKeys keys,
      Jobs jobs,
      MeterRegistry meters,
      LongSupplier head) {
    this.database = database;
    this.head = head;
    this.projection = new RegistryProjection(database, keys);
    this.letters = new DeadLetters(database, projection, this::eventStore);
    this.store = new ProgressStore(database, progress, this::claimed, head);
    this.served =
        new ServedProjection(
            PROCESSOR,
            database,
            progress,
            store,
            this::processor,
            this::claimed,
            copy -> invoker(copy, keys));
    this.upkeep = new Upkeep(served, projection, letters);
    this.runner = new JobRunner(jobs);
    this.jobs = new JobQueries(jobs, runner);
    this.replays = new Replays(jobs, runner, this::eventStore, head);
    replays.add(served);
    this.operations =
        new OperationQueries(database, projection, progress, jobs, this::eventStore, head, waits);
    this.functions = new FunctionQueries(database);
    this.versions =
        new VersionQueries(
            database, new VersionComparison(new RevisionRows(database.reads()), blobs));
    this.revisions = new RevisionQueries(database);
    this.aliases = new AliasQueries(database);
    this.workflows = new WorkflowQueries(database);
    this.usages = new UsageQueries(database);
    this.history = new HistoryQueries(database);
    this.measured = new ViewMeters(meters, progress, database, head, () -> headAtStart);
    projection.listen(measured);
    this.blame = new BlameQueries(database);
  }

  @Override
  public void configureModule(Configurer configurer) {
    configurer.onInitialize(this::initialized);
    configurer
        .registerQueryHandler(c -> functions)
        .registerQueryHandler(c -> versions)
        .registerQueryHandler(c -> revisions)
        .registerQueryHandler(c -> aliases)
        .registerQueryHandler(c -> workflows)
        .registerQueryHandler(c -> usages)
        .registerQueryHandler(c -> history)
        .registerQueryHandler(c -> blame)
        .registerQueryHandler(c -> operations)
        .registerQueryHandler(c -> jobs)
        .registerQueryHandler(c -> replays)
        .registerCommandHandler(c -> jobs)
        .registerCommandHandler(c -> replays);
    configurer
        .eventProcessing()
        .registerEventHandler(c -> projection)
        .assignHandlerInstancesMatching(PROCESSOR, handler -> handler == projection)
        .registerSequencingPolicy(PROCESSOR, c -> SequentialPerAggregatePolicy.instance())
        .registerDeadLetterQueue(PROCESSOR, c -> letters)
        .registerDeadLetterPolicy(PROCESSOR, c -> new ParkingPolicy())
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

  private void initialized(Configuration initialized) {
    configuration = initialized;
    initialized.onStart(
        Phase.LOCAL_MESSAGE_HANDLER_REGISTRATIONS,
        () -> initialized.queryBus().registerHandlerInterceptor(new UnreadableViews()));
    initialized.onStart(
        Phase.INBOUND_EVENT_CONNECTORS - 1,
        () -> {
          headAtStart = head.getAsLong();
          Resumption.watch(PROCESSOR, store, this::processor, worker);
          news = ViewNews.listen(database, PROCESSOR, store, progress, operations::lookAgain);
        });
    initialized.onStart(Phase.INSTRUCTION_COMPONENTS, () -> runner.start(replays::clean));
    // What goes on must end before the events and the views do.
    initialized.onShutdown(Phase.INSTRUCTION_COMPONENTS, runner::close);
    // Whoever waits must be answered before the queries stop.
    initialized.onShutdown(Phase.INBOUND_QUERY_CONNECTOR, this::stopWaiting);
  }

  /** The same handlers as those that serve, on other tables, unheard by those who wait. */
  private EventHandlerInvoker invoker(ViewDatabase copy, DataKeys keys) {
    RegistryProjection anew = new RegistryProjection(copy, keys);
    return DeadLetteringEventHandlerInvoker.builder()
        .eventHandlers(anew)
        .queue(new DeadLetters(copy, anew, this::eventStore))
        .enqueuePolicy(new ParkingPolicy())
        .sequencingPolicy(SequentialPerAggregatePolicy.instance())
        .transactionManager(copy.transactions())
        .build();
  }

  private void claimed() {
    projection.forget();
    letters.forget();
  }

  private EventStore eventStore() {
    return configuration().eventStore();
  }

  private StreamingEventProcessor processor() {
    return configuration()
        .eventProcessingConfiguration()
        .eventProcessor(PROCESSOR, PooledStreamingEventProcessor.class)
        .orElseThrow();
  }

  private Configuration configuration() {
    Configuration known = configuration;
    if (known == null) {
      throw new IllegalStateException("The query side is not part of a configuration yet.");
    }
    return known;
  }

  /**
   * Everything up to this position is durable from now on; for measuring how soon it is shown.
   * Where nobody tells, it is measured from the events' own times. Quick.
   */
  public void durable(long position) {
    measured.durable(position);
  }

  /** Tells the listener how soon each change is shown, from now on. */
  public void onVisible(VisibleListener listener) {
    measured.listen(listener);
  }

  /** The position of the last event that the views show, -1 before the first. */
  public long position() {
    return progress.position();
  }

  /** Whether this process carries the views on, and not another one. */
  public boolean carriesOn() {
    return progress.isOurs();
  }

  /** Whether the views are being rebuilt and show less than they did. */
  public boolean isReplaying() {
    return progress.isReplaying();
  }

  /**
   * Whether the views have shown everything that was stored when the configuration started. Before
   * that, what exists may not be found.
   */
  public boolean caughtUp() {
    if (!caughtUp) {
      // A store without an event leaves nothing to show.
      caughtUp = headAtStart <= 0 || progress.position() >= headAtStart;
    }
    return caughtUp;
  }

  /** The projections, for others to take theirs in before the configuration starts. */
  public Replays replays() {
    return replays;
  }

  /**
   * Tries again to show the events that were put aside.
   *
   * @return how many are shown now
   * @throws IllegalStateException if the configuration is not running
   */
  public int retryDeadLetters() {
    return upkeep.retryDeadLetters();
  }

  /**
   * Answers everybody who waits for an operation with what there is, now and from now on; for a
   * server that is about to stop.
   */
  public void stopWaiting() {
    operations.stopWaiting();
    jobs.stopWaiting();
  }

  /** Stops the threads. Those who still wait for an operation are answered with what there is. */
  @Override
  public void close() {
    stopWaiting();
    ViewNews listening = news;
    if (listening != null) {
      listening.close();
    }
    runner.close();
    stop(coordinator);
    stop(worker);
    stop(waits);
  }

  private static void stop(ScheduledExecutorService executor) {
    executor.shutdownNow();
  }

  private static ScheduledThreadPoolExecutor thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
