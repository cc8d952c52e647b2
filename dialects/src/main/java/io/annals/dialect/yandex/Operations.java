package io.annals.dialect.yandex;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.annals.api.function.Accepted;
import io.annals.api.function.FunctionCommand;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindOperation;
import io.annals.api.query.FindRevisionById;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListOperations;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsResponse;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.CancelOperationRequest;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations: the answers to changes, and their later state. */
final class Operations {
  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  private final Registry registry;
  private final Duration grace;

  /**
   * @param grace how long the answer to a change waits for it to become visible
   */
  Operations(Registry registry, Duration grace) {
    this.registry = registry;
    this.grace = grace;
  }

  Operation get(Call call, GetOperationRequest request) {
    return render(call, find(call, request.getOperationId()));
  }

  /** An accepted change is part of the history: the operation is answered as it is. */
  Operation cancel(Call call, CancelOperationRequest request) {
    return render(call, find(call, request.getOperationId()));
  }

  ListFunctionOperationsResponse list(Call call, ListFunctionOperationsRequest request) {
    Function function = registry.function(call, request.getFunctionId());
    Page<io.annals.api.resource.Operation> page =
        registry.askPage(
            call,
            new ListOperations(
                new FunctionRef(function.id(), function.namespace(), function.namespace()),
                null,
                filter(request.getFilter()),
                Paging.request(request.getPageSize(), request.getPageToken())));
    ListFunctionOperationsResponse.Builder response = ListFunctionOperationsResponse.newBuilder();
    page.items().forEach(operation -> response.addOperations(render(call, operation)));
    return response.setNextPageToken(Paging.next(page)).build();
  }

  private static @Nullable Filter filter(String text) {
    ListFilter filter = ListFilter.parse(text);
    if (filter == null) {
      return null;
    }
    return switch (filter.field()) {
      case "done" -> {
        if (!filter.value().equals("true") && !filter.value().equals("false")) {
          throw ListFilter.wrong("The value of done is true or false.");
        }
        yield new Comparison("done", filter.equal().operator(), filter.value());
      }
      case "created_by", "createdBy" ->
          new Comparison("creator", Operator.EQUAL, filter.equal().literal().value());
      default -> throw filter.unknown("done or created_by");
    };
  }

  private io.annals.api.resource.Operation find(Call call, String id) {
    String scope = call.scope();
    OperationId operation = OperationId.parse(id).orElseThrow(() -> noOperation(id));
    if (call.reachesSeveral() && !call.caller().reaches(namespaceOf(call, operation))) {
      throw noOperation(id);
    }
    try {
      io.annals.api.resource.Operation found =
          registry.ask(
              call, new FindOperation(operation, scope), io.annals.api.resource.Operation.class);
      if (found.metadata().functionId() == null) {
        throw noOperation(id);
      }
      return found;
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NOT_FOUND ? noOperation(id) : e;
    }
  }

  private String namespaceOf(Call call, OperationId operation) {
    FunctionRef ref = new FunctionRef(operation.functionId(), "", null);
    return registry.ask(call, new FindFunction(ref, true, null, null), Function.class).namespace();
  }

  private static ProblemException noOperation(String id) {
    return ProblemException.notFound("There is no operation '" + id + "'.");
  }

  /**
   * Sends a command and answers with its operation, done where the change became visible within the
   * grace. Once accepted, a change is told of as accepted: when its operation cannot be read just
   * now, it is running.
   *
   * @param request what the client asked for
   * @param kind what the client asked for
   * @param revision the revision that it is about, null where it is not about one
   */
  Operation change(
      Call call,
      FunctionCommand command,
      Message request,
      OperationKind kind,
      @Nullable String revision) {
    Accepted accepted = registry.send(call, command, request);
    try {
      return render(
          call,
          registry.ask(
              call,
              new AwaitOperation(accepted.operation(), null, call.atMost(grace)),
              io.annals.api.resource.Operation.class));
    } catch (RuntimeException e) {
      boolean isEarly =
          e instanceof Refusal
              || e instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
      if (!isEarly) {
        log.warn("Operation {} was accepted but cannot be read", accepted.operation(), e);
      }
      return running(call, accepted, kind, revision);
    }
  }

  private static Operation running(
      Call call, Accepted accepted, OperationKind kind, @Nullable String revision) {
    var metadata =
        new io.annals.api.resource.Operation.Metadata(
            accepted.functionId(), accepted.version(), revision, null, null);
    var now = Rendering.timestamp(Instant.now().truncatedTo(ChronoUnit.MICROS));
    return Operation.newBuilder()
        .setId(accepted.operation().toString())
        .setDescription(kind.description())
        .setCreatedAt(now)
        .setModifiedAt(now)
        .setCreatedBy(call.caller().principal())
        .setMetadata(Any.pack(kind.metadata(metadata)))
        .build();
  }

  private Operation render(Call call, io.annals.api.resource.Operation operation) {
    OperationKind kind = OperationKind.of(operation);
    Operation.Builder rendered =
        Operation.newBuilder()
            .setId(operation.id())
            .setDescription(kind.description())
            .setCreatedAt(Rendering.timestamp(operation.createTime()))
            .setModifiedAt(Rendering.timestamp(operation.updateTime()))
            .setCreatedBy(operation.creator())
            .setDone(operation.done())
            .setMetadata(Any.pack(kind.metadata(operation.metadata())));
    if (operation.error() != null) {
      rendered.setError(Statuses.of(operation.error()));
    } else if (operation.done()) {
      rendered.setResponse(Any.pack(response(call, kind, operation)));
    }
    return rendered.build();
  }

  /** What the change made, as it was then. */
  private Message response(
      Call call, OperationKind kind, io.annals.api.resource.Operation operation) {
    Function function = operation.function();
    if (function == null) {
      return Empty.getDefaultInstance();
    }
    return switch (kind.response()) {
      case EMPTY -> Empty.getDefaultInstance();
      case FUNCTION -> Rendering.function(function);
      case VERSION -> version(call, operation.metadata().revision(), function);
      case SCALING_POLICY ->
          Policies.scaling(function, Objects.requireNonNull(operation.metadata().policy()));
    };
  }

  private Version version(Call call, @Nullable String id, Function function) {
    if (id == null) {
      return Version.getDefaultInstance();
    }
    return Rendering.version(
        registry.ask(call, new FindRevisionById(id, null, true), Revision.class), function);
  }
}
