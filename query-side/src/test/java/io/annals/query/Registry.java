package io.annals.query;

import static org.awaitility.Awaitility.await;

import io.annals.api.context.RequestContext;
import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.RevisionAdded;
import io.annals.api.job.JobId;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.AwaitJob;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.PageRequest;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.serialization.EventSerializer;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.GroupCommitEngine;
import io.annals.eventstore.SqlBlobStore;
import io.annals.eventstore.SqlJobs;
import io.annals.eventstore.TinkSecretVault;
import io.annals.eventstore.WokenEventStore;
import io.annals.query.database.ViewDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.messaging.responsetypes.ResponseType;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;

/** A registry without its command side: events are put into the store by hand. */
final class Registry implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final String NAMESPACE = "default";

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  SqlBlobStore blobs;
  GroupCommitEngine engine;
  private volatile boolean keysAway;
  private volatile boolean stumbles;
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile @Nullable CountDownLatch hold;
  private EventDatabase events;
  private SqlJobs jobs;
  private final Path folder;
  private final Supplier<ViewDatabase> views;
  private final Map<String, Long> sequences = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private long ticks;
  private @Nullable Node node;

  Registry(Store store, Path folder) {
    this(folder, store.fresh(folder));
  }

  Registry(Path folder, Supplier<ViewDatabase> views) {
    this.folder = folder;
    this.events = EventDatabase.sqlite(folder.resolve("events"));
    this.engine = engine(events);
    this.blobs = new SqlBlobStore(events);
    this.jobs = jobsOfAnother();
    this.views = views;
  }

  private static GroupCommitEngine engine(EventDatabase events) {
    EventSerializer serializer = EventSerializer.create();
    return GroupCommitEngine.builder(events)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .meters(new SimpleMeterRegistry())
        .build();
  }

  /** Whether the projection is at work; it is not for a while when it has failed. */
  boolean isCarriedOn() {
    return !((StreamingEventProcessor) processor()).processingStatus().isEmpty();
  }

  /** A connection of one who edits events behind the back of the store. */
  Connection editEvents() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlite:" + folder.resolve("events").resolve("events.db"));
  }

  /** Jobs as another process sees them. */
  final SqlJobs jobsOfAnother() {
    return new SqlJobs(events, Duration.ofSeconds(20));
  }

  /** Restarts all, so that no event is in memory as the object that was stored. */
  Registry reopen() {
    stop();
    engine.close();
    events.close();
    events = EventDatabase.sqlite(folder.resolve("events"));
    engine = engine(events);
    blobs = new SqlBlobStore(events);
    jobs = jobsOfAnother();
    return start();
  }

  /** A process that shows views of the events. */
  final class Node implements AutoCloseable {
    final ViewDatabase database;
    final QuerySide querySide;
    final Configuration configuration;

    Node(ViewDatabase database) {
      this.database = database;
      this.querySide =
          new QuerySide(
              database, blobs, Registry.this::destroy, jobs, meters, engine::headPosition);
      Configurer configurer = DefaultConfigurer.defaultConfiguration(false);
      EventSerializer serializer = EventSerializer.create();
      configurer
          .configureSerializer(c -> serializer)
          .configureEventStore(c -> WokenEventStore.builder(engine).build());
      querySide.configureModule(configurer);
      this.configuration = configurer.buildConfiguration();
    }

    QueryGateway queries() {
      return configuration.queryGateway();
    }

    <T> T ask(Object query, Class<T> type) {
      return ask(query, ResponseTypes.instanceOf(type));
    }

    <T> T ask(Object query, ResponseType<T> type) {
      try {
        return queries().query(query, type).join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    /** Begins a replay of the views. */
    Operation beginReplay() {
      return configuration.commandGateway().sendAndWait(new ReplayProjection(QuerySide.PROCESSOR));
    }

    /** A job, when it is over. */
    Operation await(Operation job) {
      JobId id = JobId.parse(job.id()).orElseThrow();
      Operation over = ask(new AwaitJob(id, Duration.ofSeconds(60)), Operation.class);
      if (!over.done()) {
        throw new AssertionError("Not over: " + over);
      }
      return over;
    }

    @Override
    public void close() {
      configuration.shutdown();
      querySide.close();
      database.close();
    }
  }

  /** Starts the process of this registry. */
  Registry start() {
    Node started = new Node(views.get());
    node = started;
    started.configuration.start();
    return this;
  }

  /** Replays the views, and answers with the operation when it has succeeded. */
  Operation replay() {
    Operation over = node().await(node().beginReplay());
    if (over.error() != null) {
      throw new AssertionError(over.error());
    }
    return over;
  }

  /** Another process on the same databases, not started. */
  Node another() {
    return new Node(views.get());
  }

  void stop() {
    node().close();
    node = null;
  }

  Node node() {
    if (node == null) {
      throw new IllegalStateException("Not started.");
    }
    return node;
  }

  /** Holds the projection still; queries go on. */
  Registry pause() {
    processor().shutDown();
    return this;
  }

  Registry resume() {
    processor().start();
    return this;
  }

  private EventProcessor processor() {
    return node()
        .configuration
        .eventProcessingConfiguration()
        .eventProcessor(QuerySide.PROCESSOR)
        .orElseThrow();
  }

  QuerySide querySide() {
    return node().querySide;
  }

  ViewDatabase database() {
    return node().database;
  }

  <T> T ask(Object query, Class<T> type) {
    return node().ask(query, type);
  }

  <T> Page<T> page(Object list) {
    return node().ask(list, new PageResponse<T>());
  }

  Function<String, io.annals.api.resource.Function> functions() {
    return idOrName ->
        ask(
            new io.annals.api.query.FindFunction(ref(idOrName), false, null, null),
            io.annals.api.resource.Function.class);
  }

  /** All members of a list, page by page. */
  <T> List<T> all(Function<PageRequest, Object> list, int pageSize) {
    List<T> all = new ArrayList<>();
    String token = null;
    do {
      Page<T> page = page(list.apply(new PageRequest(pageSize, token)));
      all.addAll(page.items());
      token = page.nextPageToken();
      if (token != null && token.length() > 100) {
        throw new AssertionError("A page token has " + token.length() + " characters.");
      }
      if (all.size() > 100_000) {
        throw new AssertionError("The list does not end.");
      }
    } while (token != null);
    return all;
  }

  static FunctionRef ref(String idOrName) {
    return new FunctionRef(idOrName, NAMESPACE, null);
  }

  /** The time of the event with this number, counting from 1 all that were stored. */
  static Instant time(long tick) {
    return START.plusSeconds(tick);
  }

  long ticks() {
    return ticks;
  }

  String create(String name) {
    return create(NAMESPACE, Changes.of(Field.NAME, name));
  }

  String create(String namespace, Changes changes) {
    String id = FunctionIds.next();
    store(new FunctionCreated(id, namespace, changes, null));
    return id;
  }

  OperationId update(String id, Changes changes) {
    return store(updated(id, changes, null, null));
  }

  FunctionUpdated updated(
      String id, Changes changes, @Nullable RevisionAdded revision, @Nullable Long restored) {
    return new FunctionUpdated(id, versions.getOrDefault(id, 0L) + 1, changes, revision, restored);
  }

  RevisionAdded revision(String id, Map<String, io.annals.api.function.FileRef> files) {
    long number = revisions.merge(id, 1L, Long::sum);
    return new RevisionAdded(
        FunctionIds.next(), number, files, "nodejs22", "index.handler", Map.of(), "", List.of());
  }

  OperationId setAlias(String id, String alias, String revision) {
    return store(new AliasSet(id, alias, revision, null));
  }

  OperationId removeAlias(String id, String alias, String revision) {
    return store(new AliasRemoved(id, alias, revision));
  }

  OperationId delete(String id, @Nullable String name) {
    return store(new FunctionDeleted(id, NAMESPACE, name));
  }

  OperationId undelete(String id, @Nullable String name) {
    return store(new FunctionUndeleted(id, NAMESPACE, name));
  }

  OperationId purge(String id) {
    return store(new FunctionPurged(id, NAMESPACE));
  }

  TinkSecretVault vault() {
    return TinkSecretVault.open(events, new byte[TinkSecretVault.MASTER_KEY_BYTES]);
  }

  /** Makes the keys unreachable, or reachable again. */
  void keysAway(boolean away) {
    keysAway = away;
  }

  /** How often keys were asked for while they were away. */
  int refusals() {
    return refusals.get();
  }

  /** Throws an error instead, once. */
  void stumble() {
    stumbles = true;
  }

  /** Lets a replay that meets a purge wait for what comes back, or go on with null. */
  void holdReplays(@Nullable CountDownLatch until) {
    hold = until;
  }

  private boolean destroy(String owner) {
    CountDownLatch until = hold;
    if (until != null && Thread.currentThread().getName().startsWith("annals-job-")) {
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (stumbles) {
      stumbles = false;
      throw new StackOverflowError();
    }
    if (keysAway) {
      refusals.incrementAndGet();
      throw ProblemException.of(ProblemType.UNAVAILABLE, "Away.");
    }
    return vault().destroy(owner);
  }

  OperationId store(FunctionEvent event) {
    return store(List.of(event)).get(0);
  }

  List<OperationId> store(List<? extends FunctionEvent> all) {
    List<DomainEventMessage<?>> messages = new ArrayList<>();
    List<OperationId> operations = new ArrayList<>();
    for (FunctionEvent event : all) {
      long sequence = sequences.merge(event.functionId(), 1L, Long::sum) - 1;
      if (event instanceof FunctionCreated) {
        versions.put(event.functionId(), 1L);
      } else if (event instanceof FunctionUpdated updated) {
        versions.put(event.functionId(), updated.version());
      }
      Instant time = time(++ticks);
      Map<String, String> context =
          new RequestContext("key:ann", "native", "r" + ticks, "test", null).toMetaData();
      DomainEventMessage<?> message =
          new GenericDomainEventMessage<>("Function", event.functionId(), sequence, event, context);
      messages.add(
          new GenericDomainEventMessage<>(
              "Function", event.functionId(), sequence, message, () -> time));
      operations.add(new OperationId(event.functionId(), sequence));
    }
    engine.appendEvents(messages);
    return operations;
  }

  /** Waits until everything that is stored is shown. */
  Registry settle() {
    long head = engine.headPosition();
    await().until(() -> querySide().position() >= head && !querySide().isReplaying());
    return this;
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    engine.close();
    events.close();
  }
}
