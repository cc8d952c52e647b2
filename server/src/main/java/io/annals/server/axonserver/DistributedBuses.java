package io.annals.server.axonserver;

import io.annals.api.serialization.MessageSerializer;
import io.annals.command.CommandSide;
import io.annals.eventstore.AxonServerLink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.query.AxonServerQueryBus;
import org.axonframework.axonserver.connector.util.ExecutorServiceBuilder;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.distributed.AnnotationRoutingStrategy;
import org.axonframework.commandhandling.distributed.UnresolvedRoutingKeyPolicy;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The buses of a node that speaks with others through Axon Server. Commands of one aggregate go to
 * one node, as long as the same nodes are there; those of no aggregate to any that handles them. A
 * query that this node handles itself does not leave it.
 *
 * <p>The threads live until this is closed, after the configuration has stopped.
 */
public final class DistributedBuses implements AutoCloseable {
  /** Commands that are decided at the same time; each waits for Axon Server to store its events. */
  private static final int COMMAND_THREADS = 64;

  /** More than there are connections to the views, as some queries need none. */
  private static final int QUERY_THREADS = 32;

  private static final int ANSWER_THREADS = 8;
  private static final long IDLE_SECONDS = 10;

  private final AxonServerLink link;
  private final MessageSerializer serializer = MessageSerializer.create();
  private final List<ExecutorService> executors = new CopyOnWriteArrayList<>();

  /**
   * @param link open for as long as these are used
   */
  public DistributedBuses(AxonServerLink link) {
    this.link = link;
  }

  /**
   * Puts the buses into a configuration, around those that its modules set.
   *
   * @param commandSide whose bus decides here; null where this node decides nothing
   */
  public void configure(Configurer configurer, @Nullable CommandSide commandSide) {
    configurer
        .configureMessageSerializer(configuration -> serializer)
        .configureCommandBus(
            configuration ->
                commands(
                    commandSide == null
                        ? SimpleCommandBus.builder()
                            .transactionManager(NoTransactionManager.INSTANCE)
                            .build()
                        : commandSide.commandBus(configuration)))
        .configureQueryBus(this::queries)
        .registerComponent(CommandGateway.class, c -> CommandSide.gateway(c.commandBus()));
  }

  private CommandBus commands(CommandBus local) {
    return new ReachedCommands(
        AxonServerCommandBus.builder()
            .axonServerConnectionManager(link.connections())
            .configuration(link.configuration())
            .localSegment(new TravellingCommandResults(local))
            .serializer(serializer)
            .routingStrategy(
                AnnotationRoutingStrategy.builder()
                    .fallbackRoutingStrategy(UnresolvedRoutingKeyPolicy.RANDOM_KEY)
                    .build())
            .executorServiceBuilder(threads("axon-command-", COMMAND_THREADS))
            .build());
  }

  private QueryBus queries(Configuration configuration) {
    QueryUpdateEmitter updates = configuration.getComponent(QueryUpdateEmitter.class);
    QueryBus local =
        SimpleQueryBus.builder()
            .transactionManager(NoTransactionManager.INSTANCE)
            .queryUpdateEmitter(updates)
            .build();
    return new ReachedQueries(
        AxonServerQueryBus.builder()
            .axonServerConnectionManager(link.connections())
            .configuration(link.configuration())
            .localSegment(new TravellingQueryResults(local))
            .enabledLocalSegmentShortCut()
            .updateEmitter(updates)
            .messageSerializer(serializer)
            .genericSerializer(serializer)
            .queryExecutorServiceBuilder(threads("axon-query-", QUERY_THREADS))
            .queryResponseExecutorServiceBuilder(threads("axon-answer-", ANSWER_THREADS))
            .build());
  }

  private ExecutorServiceBuilder threads(String name, int count) {
    return (configuration, queue) -> {
      CustomizableThreadFactory factory = new CustomizableThreadFactory(name);
      factory.setDaemon(true);
      ThreadPoolExecutor executor =
          new ThreadPoolExecutor(count, count, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory);
      executor.allowCoreThreadTimeOut(true);
      executors.add(executor);
      return executor;
    };
  }

  @Override
  public void close() {
    executors.forEach(ExecutorService::shutdownNow);
  }
}
