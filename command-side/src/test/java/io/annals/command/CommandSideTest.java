package io.annals.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.context.Subject;
import io.annals.api.function.Accepted;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCommand;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.NewRevision;
import io.annals.api.function.SetAlias;
import io.annals.api.function.UndeleteFunction;
import io.annals.api.function.UpdateFunction;
import io.annals.api.name.NameClaimed;
import io.annals.api.name.NameReleased;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.command.function.Function;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The command side as a whole, on a store that tells conflicts and fails on demand. */
class CommandSideTest {
  private static final Map<String, String> CONTEXT =
      new RequestContext("key:root", "native", "r-1", "curl", null).toMetaData();

  private final CheckingEngine engine = new CheckingEngine();
  private final List<Configuration> running = new ArrayList<>();
  private final AggregateCache cache = new AggregateCache(1_000);
  private final CommandGateway gateway = node(cache, 200);
  private final String id = FunctionIds.next();

  private CommandGateway node(AggregateCache memory, int snapshotThreshold) {
    DefaultConfigurer configurer = (DefaultConfigurer) DefaultConfigurer.defaultConfiguration();
    configurer.configureEmbeddedEventStore(configuration -> engine);
    new CommandSide(memory, snapshotThreshold).configureModule(configurer);
    Configuration configuration = configurer.start();
    running.add(configuration);
    return configuration.commandGateway();
  }

  @AfterEach
  void stop() {
    running.forEach(Configuration::shutdown);
  }

  private Accepted send(FunctionCommand command) {
    return send(gateway, command);
  }

  private static Accepted send(CommandGateway gateway, FunctionCommand command) {
    return gateway.sendAndWait(new GenericCommandMessage<>(command, CONTEXT));
  }

  private static ProblemException refused(CommandGateway gateway, FunctionCommand command) {
    return catchThrowableOfType(ProblemException.class, () -> send(gateway, command));
  }

  private static CreateFunction create(String id, Changes changes) {
    return new CreateFunction(id, "default", changes, null);
  }

  private static CreateFunction create(String id, String name) {
    return create(id, Changes.of(Field.NAME, name));
  }

  private static UpdateFunction update(String id, Changes changes) {
    return new UpdateFunction(id, "default", changes, null, Expected.ANY);
  }

  private static UpdateFunction rename(String id, String name) {
    return update(id, Changes.of(Field.NAME, name));
  }

  private List<Object> stored(String aggregateId) {
    return engine.stream(aggregateId).stream().<Object>map(DomainEventMessage::getPayload).toList();
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Nested
  class Storing {
    @Test
    void appendsTheFunctionsEventAndItsClaimsAtOnceWithTheRequestsContext() {
      send(create(id, "one"));
      send(rename(id, "two"));

      assertThat(engine.appends).hasSize(2);
      assertThat(engine.appends.get(1))
          .extracting(message -> (Object) message.getPayload())
          .containsExactly(
              new NameClaimed("default", "two", id),
              new NameReleased("default", "one", id),
              new FunctionUpdated(id, 2, Changes.of(Field.NAME, "two"), null, null));
      assertThat(engine.appends.stream().flatMap(List::stream))
          .extracting(EventMessage::getMetaData)
          .allSatisfy(
              metaData -> assertThat(new HashMap<>(metaData)).containsAllEntriesOf(CONTEXT));
    }

    @Test
    void saysOfEachEventWhatItIsAbout() {
      send(create(id, "one"));
      send(update(id, Changes.of(Field.KIND, "extract")));
      send(update(id, Changes.of(Field.STATUS, "DRAFT")));
      send(update(id, Changes.of(Field.KIND, null)));

      assertThat(engine.appends.stream().flatMap(List::stream))
          .extracting(message -> message.getMetaData().get(Subject.NAMESPACE))
          .hasSize(5)
          .containsOnly("default");
      assertThat(engine.appends.stream().flatMap(List::stream))
          .filteredOn(message -> message.getPayload() instanceof FunctionEvent)
          .extracting(message -> message.getMetaData().get(Subject.KIND))
          .containsExactly("function", "extract", "extract", "function");
    }

    @Test
    void leavesNothingOfACommandThatCouldNotBeStored() {
      send(create(id, "one"));
      engine.failure.set(
          ProblemException.temporary(
              ProblemType.OVERLOADED, "Too much", Duration.ofSeconds(1), null));

      ProblemException problem = refused(gateway, rename(id, "two"));
      ProblemException creation = refused(gateway, create(FunctionIds.next(), "three"));
      engine.failure.set(null);

      assertThat(problem.type()).isEqualTo(ProblemType.OVERLOADED);
      assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
      assertThat(creation.type()).isEqualTo(ProblemType.OVERLOADED);
      assertThat(send(create(FunctionIds.next(), "two")).version()).isEqualTo(1);
      assertThat(send(create(FunctionIds.next(), "three")).version()).isEqualTo(1);
      assertAccepted(send(update(id, Changes.none())), id, 1, 2);
    }

    @Test
    void readsAnewWhereTheOutcomeOfAnAppendIsUnknown() {
      send(create(id, "one"));
      engine.failureAfterTheFact.set(ProblemException.of(ProblemType.UNAVAILABLE, "Lost"));
      assertThat(refused(gateway, rename(id, "two")).type()).isEqualTo(ProblemType.UNAVAILABLE);
      engine.failureAfterTheFact.set(null);

      assertThat(send(update(id, Changes.none())).version()).isEqualTo(3);
      assertThat(send(create(FunctionIds.next(), "one")).version()).isEqualTo(1);
    }

    @Test
    void findsAProblemBehindOtherExceptions() {
      engine.failure.set(
          new IllegalStateException(ProblemException.of(ProblemType.UNAVAILABLE, "Disk full")));

      assertThat(refused(gateway, create(id, "one")).type()).isEqualTo(ProblemType.UNAVAILABLE);
    }
  }

  @Nested
  class Remembering {
    @Test
    void readsNothingForAFunctionThatIsRemembered() {
      send(create(id, "one"));
      engine.reads.set(0);

      send(update(id, Changes.none()));
      refused(gateway, rename(id, "not a name"));
      send(update(id, Changes.none()));

      assertThat(engine.reads).hasValue(0);
    }

    @Test
    void forgetsNothingAndKeepsNothingOfARefusedCommand() {
      send(create(id, "one"));
      send(create(FunctionIds.next(), "taken"));
      engine.reads.set(0);

      assertThat(refused(gateway, rename(id, "taken")).type()).isEqualTo(ProblemType.NAME_TAKEN);
      assertAccepted(send(update(id, Changes.none())), id, 1, 2);
      assertThat(engine.reads).hasValue(0);
    }

    @Test
    void keepsNothingThatADefectLeftHalfDone() throws Exception {
      send(create(id, "one"));
      UnitOfWork<?> unit =
          DefaultUnitOfWork.startAndGet(new GenericCommandMessage<>("a defect", CONTEXT));
      running
          .get(0)
          .repository(Function.class)
          .load(id)
          .execute(
              function ->
                  AggregateLifecycle.apply(new FunctionUpdated(id, 2, Changes.none(), null, null)));
      unit.rollback(new IllegalStateException("a defect"));

      assertAccepted(send(update(id, Changes.none())), id, 1, 2);
    }

    @Test
    void readsOnlyWhatCameAfterTheSnapshot() {
      AggregateCache memory = new AggregateCache(10);
      CommandGateway node = node(memory, 10);
      send(node, create(id, "one"));
      LongStream.range(0, 9).forEach(i -> send(node, update(id, Changes.none())));
      await().until(() -> engine.snapshots.containsKey(id));
      memory.removeAll();

      assertAccepted(send(node, update(id, Changes.none())), id, 10, 11);
      assertThat(engine.lastReadFrom).hasValue(10);
    }

    @Test
    void readsAllEventsWhereASnapshotIsOfAnotherRelease() {
      send(create(id, "one"));
      send(update(id, Changes.none()));
      engine.storeSnapshot(
          new GenericDomainEventMessage<>(
              "Function", id, 1, Map.of("shape", "of another release")));
      cache.removeAll();

      assertAccepted(send(update(id, Changes.none())), id, 2, 3);
    }
  }

  @Nested
  class Meeting {
    @Test
    void numbersTheVersionsOfTwoHundredConcurrentUpdatesDensely() throws Exception {
      send(create(id, "one"));
      List<Callable<Accepted>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tasks.add(() -> send(update(id, Changes.none())));
      }

      assertThat(atOnce(tasks))
          .extracting(Accepted::version)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(2, 201).boxed().toList());
    }

    @Test
    void givesANameToExactlyOneOfManyCreations() throws Exception {
      CommandGateway other = node(new AggregateCache(100), 200);
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        CommandGateway node = i % 2 == 0 ? gateway : other;
        tasks.add(
            () -> {
              ProblemException problem = refused(node, create(FunctionIds.next(), "wanted"));
              assertThat(problem == null || problem.type() == ProblemType.NAME_TAKEN).isTrue();
              return problem == null;
            });
      }

      assertThat(atOnce(tasks)).containsOnlyOnce(true);
      assertThat(engine.appends).hasSize(1);
    }

    @Test
    void neverStopsRenamesThatCross() throws Exception {
      String other = FunctionIds.next();
      send(create(id, "left"));
      send(create(other, "right"));
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String name = i % 2 == 0 ? "left" : "right";
        tasks.add(() -> refused(gateway, rename(id, name)) == null);
        tasks.add(() -> refused(gateway, rename(other, name)) == null);
        tasks.add(() -> refused(gateway, rename(id, "free-" + name)) == null);
        tasks.add(() -> refused(gateway, rename(other, "free-" + name)) == null);
      }

      atOnce(tasks);

      assertThat(holders().values()).doesNotHaveDuplicates().containsExactlyInAnyOrder(id, other);
      holders().forEach((name, holder) -> assertThat(nameOf(holder)).isEqualTo(name));
    }

    private Map<String, String> holders() {
      Map<String, String> holders = new HashMap<>();
      for (List<EventMessage<?>> append : engine.appends) {
        for (EventMessage<?> message : append) {
          if (message.getPayload() instanceof NameClaimed claimed) {
            assertThat(holders.put(claimed.name(), claimed.functionId())).isNull();
          } else if (message.getPayload() instanceof NameReleased released) {
            assertThat(holders.remove(released.name())).isEqualTo(released.functionId());
          }
        }
      }
      return holders;
    }

    private String nameOf(String functionId) {
      String name = "";
      for (Object event : stored(functionId)) {
        Changes changes =
            event instanceof FunctionCreated created
                ? created.changes()
                : ((FunctionUpdated) event).changes();
        name = changes.has(Field.NAME) ? (String) changes.get(Field.NAME) : name;
      }
      return name;
    }

    @Test
    void triesAgainOnWhatAnotherNodeWrote() {
      CommandGateway other = node(new AggregateCache(100), 200);
      send(create(id, "one"));
      send(other, update(id, Changes.none()));

      assertThat(send(update(id, Changes.none())).version()).isEqualTo(3);
      assertThat(send(other, update(id, Changes.none())).version()).isEqualTo(4);
    }

    @Test
    void refusesAnExpectationThatAnotherNodeOutdated() {
      CommandGateway other = node(new AggregateCache(100), 200);
      send(create(id, "one"));
      send(other, update(id, Changes.none()));

      ProblemException problem =
          refused(gateway, new UpdateFunction(id, null, Changes.none(), null, Expected.version(1)));

      assertThat(problem.type()).isEqualTo(ProblemType.STALE_VERSION);
    }

    @Test
    void refusesNothingForWhatAnotherNodeMadeRight() {
      CommandGateway other = node(new AggregateCache(100), 200);
      send(create(id, "one"));
      NewRevision revision =
          new NewRevision(FunctionIds.next(), Map.of(), "", "", Map.of(), "", List.of());
      send(other, new UpdateFunction(id, null, Changes.none(), revision, Expected.ANY));

      Accepted alias = send(new SetAlias(id, null, "prod", revision.id(), Expected.version(2)));
      send(other, rename(id, "two"));
      Accepted creation = send(create(FunctionIds.next(), "one"));
      send(other, new DeleteFunction(id, null, Expected.ANY));
      Accepted undeletion = send(new UndeleteFunction(id, null, Expected.ANY));

      assertThat(alias.sequence()).isEqualTo(2);
      assertThat(creation.version()).isEqualTo(1);
      assertThat(undeletion.sequence()).isEqualTo(5);
    }

    @Test
    void givesUpAfterTenAttempts() {
      engine.failure.set(new ConcurrencyException("again"));

      ProblemException problem = refused(gateway, create(id, "one"));

      assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT);
      assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
    }

    @Test
    void triesAgainAfterADeadlock() {
      engine.failure.set(new IllegalStateException(new DeadlockException("knot")));
      engine.failuresLeft.set(3);

      assertThat(send(create(id, "one")).version()).isEqualTo(1);
    }

    @Test
    void createsOnceHoweverOftenACreationIsRetried() throws Exception {
      String derived = FunctionIds.forKey("default", "key:root", "k");
      Map<String, String> keyed =
          new RequestContext("key:root", "native", "r", null, new Idempotency("k", "f"))
              .toMetaData();
      CommandGateway other = node(new AggregateCache(100), 200);
      List<Callable<Accepted>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        CommandGateway node = i % 2 == 0 ? gateway : other;
        tasks.add(
            () -> node.sendAndWait(new GenericCommandMessage<>(create(derived, "one"), keyed)));
      }

      assertThat(atOnce(tasks))
          .allMatch(accepted -> accepted.version() == 1 && accepted.sequence() == 0)
          .extracting(Accepted::replayed)
          .containsOnlyOnce(false);
      assertThat(stored(derived)).hasSize(1).allMatch(FunctionEvent.class::isInstance);
    }
  }

  @Test
  void tellsAnUnknownFunctionAsAProblem() {
    assertThat(refused(gateway, update(id, Changes.none())).type())
        .isEqualTo(ProblemType.NOT_FOUND);
  }

  private static void assertAccepted(Accepted answer, String id, long sequence, long version) {
    assertThat(answer.functionId()).isEqualTo(id);
    assertThat(answer.sequence()).isEqualTo(sequence);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.replayed()).isFalse();
  }
}
