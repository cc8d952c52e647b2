package io.annals.dialect.nativeapi;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.context.RequestContext;
import io.annals.api.function.Accepted;
import io.annals.api.function.FunctionCommand;
import io.annals.api.job.CancelJob;
import io.annals.api.operation.EventFacts;
import io.annals.api.problem.ProblemException;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.workflow.WorkflowCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.jspecify.annotations.Nullable;

/** What stands behind the dialect in its tests: Axon's own buses, with scripted handlers. */
final class FakeRegistry implements BlobStore {
  /** When every command is accepted. */
  static final Instant ACCEPTED = Instant.parse("2026-05-04T03:02:01.123456Z");

  private final SimpleCommandBus commandBus = SimpleCommandBus.builder().build();
  private final SimpleQueryBus queryBus = SimpleQueryBus.builder().build();
  private final Map<Class<?>, Function<Object, Object>> answers = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private volatile Function<FunctionCommand, Object> decision = FakeRegistry::accepted;

  final List<FunctionCommand> commands = new CopyOnWriteArrayList<>();
  final List<Object> jobCommands = new CopyOnWriteArrayList<>();
  final List<RequestContext> contexts = new CopyOnWriteArrayList<>();
  final List<Object> queries = new CopyOnWriteArrayList<>();

  FakeRegistry() {
    acceptWorkflows();
    acceptJobs();
    for (Class<?> type : FunctionCommand.class.getPermittedSubclasses()) {
      commandBus.subscribe(
          type.getName(),
          message -> {
            FunctionCommand command = (FunctionCommand) message.getPayload();
            commands.add(command);
            contexts.add(RequestContext.of(message.getMetaData()));
            return decision.apply(command);
          });
    }
  }

  private void acceptJobs() {
    for (Class<?> type : List.of(ReplayProjection.class, CancelJob.class)) {
      commandBus.subscribe(
          type.getName(),
          message -> {
            jobCommands.add(message.getPayload());
            contexts.add(RequestContext.of(message.getMetaData()));
            return Samples.job(0, false);
          });
    }
  }

  private void acceptWorkflows() {
    for (Class<?> type : WorkflowCommand.class.getPermittedSubclasses()) {
      commandBus.subscribe(
          type.getName(),
          message -> accepted(((WorkflowCommand) message.getPayload()).workflowId()));
    }
  }

  void reset() {
    answers.clear();
    blobs.clear();
    commands.clear();
    jobCommands.clear();
    contexts.clear();
    queries.clear();
    decision = FakeRegistry::accepted;
  }

  /** Scripts the decision about commands; what the function throws is the refusal. */
  void decide(Function<FunctionCommand, Object> decision) {
    this.decision = decision;
  }

  /** Scripts the answer to a kind of query. */
  <Q> void answer(Class<Q> query, Function<Q, Object> answer) {
    answers.put(query, asked -> answer.apply(query.cast(asked)));
  }

  void answering(Class<?> query, Type response) {
    queryBus.subscribe(
        query.getName(),
        response,
        message -> {
          queries.add(message.getPayload());
          Function<Object, Object> answer = answers.get(query);
          if (answer == null) {
            throw ProblemException.notFound("There is no such thing.");
          }
          return answer.apply(message.getPayload());
        });
  }

  FunctionCommand lastCommand() {
    return commands.get(commands.size() - 1);
  }

  Object lastQuery() {
    return queries.get(queries.size() - 1);
  }

  boolean wasAsked(Class<?> query) {
    return queries.stream().anyMatch(query::isInstance);
  }

  int blobCount() {
    return blobs.size();
  }

  CommandGateway commandGateway() {
    return DefaultCommandGateway.builder().commandBus(commandBus).build();
  }

  QueryGateway queryGateway() {
    return DefaultQueryGateway.builder().queryBus(queryBus).build();
  }

  private static Accepted accepted(FunctionCommand command) {
    return accepted(command.functionId());
  }

  private static Accepted accepted(String id) {
    EventFacts facts =
        new EventFacts("FunctionUpdated", List.of(), null, OptionalLong.of(3), null, null);
    return new Accepted(id, 6, 3, new Accepted.Event(facts, ACCEPTED));
  }

  @Override
  public List<Digest> putAll(Collection<byte[]> contents) {
    List<Digest> digests = new ArrayList<>();
    for (byte[] content : contents) {
      digests.add(Digest.of(content));
      blobs.put(Digest.of(content), content);
    }
    return digests;
  }

  @Override
  public Blob put(InputStream content, long maxBytes) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Blob> find(Digest digest) {
    byte @Nullable [] content = blobs.get(digest);
    return content == null ? Optional.empty() : Optional.of(new Blob(digest, content.length));
  }

  @Override
  public Optional<InputStream> open(Digest digest) {
    byte @Nullable [] content = blobs.get(digest);
    return content == null ? Optional.empty() : Optional.of(new ByteArrayInputStream(content));
  }
}
