package io.annals.command;

import io.annals.command.function.Function;
import io.annals.command.name.NameClaim;
import io.annals.command.name.NameClaims;
import io.annals.command.name.StoredNameClaims;
import io.annals.command.secret.NamespaceSecrets;
import io.annals.command.secret.SecretQueries;
import io.annals.command.workflow.Workflow;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.inspection.AggregateMetaModelFactory;
import org.axonframework.modelling.command.inspection.AnnotatedAggregateMetaModelFactory;

/**
 * The command side as one module of an Axon configuration: the aggregates, the bus that they are
 * reached by, and what travels from a command to its events. The configuration must have an event
 * store whose append returns when the events are durable; then so does a command.
 *
 * <p>A command that is refused or cannot be stored fails with {@link
 * io.annals.api.problem.ProblemException} and leaves nothing, in the store or in memory. Anything
 * else that it fails with is a defect.
 */
public final class CommandSide implements ConfigurerModule {
  private static final int SNAPSHOT_QUEUE = 1_000;

  /** Ten milliseconds each: who waits a second for an aggregate starts anew. */
  private static final int LOCK_ATTEMPTS = 100;

  private final Cache cache;
  private final Snapshots snapshots;
  private final ConflictRetry retry;

  /**
   * @param cache keeps aggregates between commands, under their ids; it may forget any at any time
   *     and must not copy them. {@link AggregateCache} is made for it
   * @param snapshotThreshold events after which an aggregate's state is stored, 200 is a good start
   * @param snapshotExecutor where snapshots are written; it may refuse
   * @param retry what happens where writers meet
   */
  public CommandSide(
      Cache cache, int snapshotThreshold, Executor snapshotExecutor, ConflictRetry retry) {
    this.cache = cache;
    this.snapshots = new Snapshots(snapshotThreshold, snapshotExecutor);
    this.retry = retry;
  }

  /** With a snapshot writer of its own and the usual {@link ConflictRetry}. */
  public CommandSide(Cache cache, int snapshotThreshold) {
    this(cache, snapshotThreshold, snapshotWriter(), ConflictRetry.DEFAULT);
  }

  @Override
  public void configureModule(Configurer configurer) {
    configurer
        .configureCorrelationDataProviders(configuration -> List.of(new RequestMetaData()))
        .configureCommandBus(this::commandBus)
        .registerComponent(CommandGateway.class, c -> gateway(c.commandBus()))
        .registerComponent(
            NameClaims.class, c -> new StoredNameClaims(() -> c.repository(NameClaim.class)))
        .registerComponent(AggregateMetaModelFactory.class, CommandSide::models)
        .configureAggregate(aggregate(NameClaim.class, NameClaim::copy))
        .configureAggregate(aggregate(Workflow.class, Workflow::copy))
        .configureAggregate(aggregate(NamespaceSecrets.class, NamespaceSecrets::copy))
        .registerQueryHandler(c -> new SecretQueries(c::eventStore))
        .configureAggregate(aggregate(Function.class, Function::copy));
  }

  /**
   * The bus that decides. Where a distributed bus stands before it, this is its local segment.
   *
   * @param configuration with an event store
   */
  public CommandBus commandBus(Configuration configuration) {
    SimpleCommandBus.Builder builder =
        SimpleCommandBus.builder()
            .transactionManager(NoTransactionManager.INSTANCE)
            .messageMonitor(configuration.messageMonitor(SimpleCommandBus.class, "commandBus"));
    SimpleCommandBus bus = new RetryingCommandBus(builder, retry);
    bus.registerHandlerInterceptor(
        new CorrelationDataInterceptor<>(configuration.correlationDataProviders()));
    bus.registerHandlerInterceptor(new RefusalsRestOnTheStore(cache, configuration.eventStore()));
    return bus;
  }

  /** A gateway that adds nothing: the bus has made every attempt that is worth making. */
  public static CommandGateway gateway(CommandBus commandBus) {
    return DefaultCommandGateway.builder().commandBus(commandBus).build();
  }

  private <T> AggregateConfigurer<T> aggregate(Class<T> type, UnaryOperator<T> copy) {
    LockFactory locks = PessimisticLockFactory.builder().acquireAttempts(LOCK_ATTEMPTS).build();
    return AggregateConfigurer.defaultConfiguration(type)
        .configureCommandTargetResolver(c -> new NamedTarget())
        .configureRepository(c -> repository(c, type, copy, locks));
  }

  private <T> Repository<T> repository(
      Configuration configuration, Class<T> type, UnaryOperator<T> copy, LockFactory locks) {
    EventSourcingRepository.Builder<T> builder =
        EventSourcingRepository.builder(type)
            .aggregateModel(
                configuration.getComponent(AggregateMetaModelFactory.class).createModel(type))
            .lockFactory(locks);
    return new RememberingRepository<>(
        builder, configuration.eventStore(), configuration::repository, cache, copy, snapshots);
  }

  /** Decisions take the name claims as a parameter, whatever else the configuration resolves. */
  private static AggregateMetaModelFactory models(Configuration configuration) {
    return new AnnotatedAggregateMetaModelFactory(
        MultiParameterResolverFactory.ordered(
            configuration.parameterResolverFactory(),
            new SimpleResourceParameterResolverFactory(
                List.of(configuration.getComponent(NameClaims.class)))),
        configuration.handlerDefinition(Function.class));
  }

  private static Executor snapshotWriter() {
    ThreadPoolExecutor writer =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(SNAPSHOT_QUEUE),
            task -> {
              Thread thread = new Thread(task, "snapshots");
              thread.setDaemon(true);
              return thread;
            });
    writer.allowCoreThreadTimeOut(true);
    return writer;
  }
}
