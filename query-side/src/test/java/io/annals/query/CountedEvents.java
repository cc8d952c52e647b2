package io.annals.query;

import static org.awaitility.Awaitility.await;

import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import io.annals.api.problem.ProblemException;
import io.annals.api.serialization.EventSerializer;
import io.annals.api.serialization.EventTypes;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.GroupCommitEngine;
import io.annals.eventstore.WokenEventStore;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;

/** Events that are put into a store by hand, and analytics that count them. */
final class CountedEvents implements AutoCloseable {
  /** What is to be counted of one event, as the one who made it knows. */
  record Fact(
      Instant time,
      String namespace,
      String kind,
      String type,
      String principal,
      String dialect,
      List<String> fields,
      String id) {}

  final List<Fact> facts = new ArrayList<>();
  final GroupCommitEngine engine;
  private final EventDatabase events;
  private final Supplier<ViewDatabase> databases;
  private final Map<String, Long> sequences = new HashMap<>();
  private @Nullable Node node;

  CountedEvents(Store store, Path folder) {
    this.databases = store.fresh(AnalyticsSide.SCHEMA, folder);
    this.events = EventDatabase.sqlite(folder.resolve("events"));
    EventSerializer serializer = EventSerializer.create();
    this.engine =
        GroupCommitEngine.builder(events)
            .eventSerializer(serializer)
            .snapshotSerializer(serializer)
            .meters(new SimpleMeterRegistry())
            .build();
  }

  /** A process that counts. */
  final class Node implements AutoCloseable {
    final ViewDatabase database = databases.get();
    final AnalyticsSide analytics =
        new AnalyticsSide(database, engine::headPosition, Duration.ofMillis(5));
    final Configuration configuration;

    Node() {
      EventSerializer serializer = EventSerializer.create();
      Configurer configurer =
          DefaultConfigurer.defaultConfiguration(false)
              .configureSerializer(c -> serializer)
              .configureEventStore(c -> WokenEventStore.builder(engine).build());
      analytics.configureModule(configurer);
      configuration = configurer.buildConfiguration();
      configuration.start();
    }

    <T> T ask(Object query, Class<T> type) {
      try {
        return configuration.queryGateway().query(query, type).join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof ProblemException problem ? problem : e;
      }
    }

    @Override
    public void close() {
      configuration.shutdown();
      analytics.close();
      database.close();
    }
  }

  CountedEvents start() {
    node = new Node();
    return this;
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

  <T> T ask(Object query, Class<T> type) {
    return node().ask(query, type);
  }

  /** Waits until everything that is stored is counted. */
  CountedEvents settle() {
    long head = engine.headPosition();
    await().until(() -> node().analytics.position() >= head);
    return this;
  }

  /**
   * Stores an event.
   *
   * @param subject what it says that it is about; null where it does not
   * @param fact what is to be counted; of no time, type and id yet
   */
  void store(String aggregate, String id, Object event, @Nullable Subject subject, Fact fact) {
    facts.add(
        new Fact(
            fact.time(),
            fact.namespace(),
            fact.kind(),
            EventTypes.nameOf(event.getClass()),
            fact.principal(),
            fact.dialect(),
            fact.fields(),
            id));
    Map<String, String> context =
        new LinkedHashMap<>(
            new RequestContext(fact.principal(), fact.dialect(), "r", null, null).toMetaData());
    if (subject != null) {
      context.putAll(subject.toMetaData());
    }
    long sequence = sequences.merge(id, 1L, Long::sum) - 1;
    DomainEventMessage<?> message =
        new GenericDomainEventMessage<>(aggregate, id, sequence, event, context);
    engine.appendEvents(
        List.of(
            new GenericDomainEventMessage<>(aggregate, id, sequence, message, () -> fact.time())));
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
