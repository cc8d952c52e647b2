package io.annals.dialect.yandex;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.annals.api.blob.Digest;
import io.annals.api.function.Accepted;
import io.annals.api.function.FunctionCommand;
import io.annals.api.function.FunctionIds;
import io.annals.api.gateway.Answers;
import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindRevisionById;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;

/**
 * The two gateways, as the handlers use them: blocking, within the client's deadline, and with the
 * problem itself where a command or query is refused.
 */
final class Registry {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CommandGateway commands;
  private final QueryGateway queries;

  Registry(CommandGateway commands, QueryGateway queries) {
    this.commands = commands;
    this.queries = queries;
  }

  <R> R ask(Call call, Object query, Class<R> type) {
    return await(call, queries.query(query, type), "; try again.");
  }

  <T> Page<T> askPage(Call call, Object query) {
    return await(call, queries.query(query, new PageResponse<T>()), "; try again.");
  }

  /** A live function that the caller reaches. */
  Function function(Call call, String id) {
    return function(call, id, false);
  }

  /**
   * A function that is to be changed, also a deleted one: a retry of what was done before the
   * deletion must reach the command side, which refuses everybody else.
   */
  Function functionForChange(Call call, String id) {
    return function(call, id, call.idempotencyKey() != null);
  }

  private Function function(Call call, String id, boolean showDeleted) {
    if (FunctionIds.isId(id)) {
      Function function =
          ask(
              call,
              new FindFunction(
                  new FunctionRef(id, call.caller().defaultNamespace(), call.scope()),
                  showDeleted,
                  null,
                  null),
              Function.class);
      if (call.caller().reaches(function.namespace())) {
        return function;
      }
    }
    throw ProblemException.notFound("There is no function '" + id + "'.");
  }

  /** A live revision of a live function; whether the caller reaches the function is not known. */
  Revision revision(Call call, String id) {
    return revision(call, id, false);
  }

  /**
   * A revision that is to be changed, also a deleted one: a retry of what deleted it must reach the
   * command side, which refuses everybody else.
   */
  Revision revisionForChange(Call call, String id) {
    return revision(call, id, call.idempotencyKey() != null);
  }

  private Revision revision(Call call, String id, boolean showDeleted) {
    if (!FunctionIds.isId(id)) {
      throw noVersion(id);
    }
    try {
      return ask(call, new FindRevisionById(id, call.scope(), showDeleted), Revision.class);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NOT_FOUND ? noVersion(id) : e;
    }
  }

  static ProblemException noVersion(String id) {
    return ProblemException.notFound("There is no function version '" + id + "'.");
  }

  /** What a command may touch: the scope, after a look at the function where that is needed. */
  @Nullable String scope(Call call, String functionId) {
    if (!FunctionIds.isId(functionId)) {
      throw ProblemException.notFound("There is no function '" + functionId + "'.");
    }
    return call.reachesSeveral() ? functionForChange(call, functionId).namespace() : call.scope();
  }

  /**
   * Sends a command, and waits until its event is durable.
   *
   * @param request what the client asked for; the same request is a retry under the same key
   */
  Accepted send(Call call, FunctionCommand command, Message request) {
    String fingerprint = call.idempotencyKey() == null ? "" : fingerprint(request);
    return await(
        call,
        commands.send(
            new GenericCommandMessage<>(
                command, MetaData.from(call.context(fingerprint).toMetaData()))),
        ", and whether it took the change is not known; send it again with the same"
            + " Idempotency-Key, or read the function.");
  }

  private static String fingerprint(Message request) {
    MessageDigest digest = Digest.sha256();
    digest.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
    CodedOutputStream out =
        CodedOutputStream.newInstance(
            new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    out.useDeterministicSerialization();
    try {
      request.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Digest.ofHash(digest.digest()).value();
  }

  /**
   * @param advice what to do when no answer comes, as the end of a sentence
   */
  private static <R> R await(Call call, CompletableFuture<R> future, String advice) {
    Duration patience = call.atMost(PATIENCE);
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (TimeoutException e) {
      if (patience.compareTo(PATIENCE) < 0) {
        throw new Refusal(
            Code.DEADLINE_EXCEEDED,
            "The registry did not answer before the call's deadline" + advice,
            e);
      }
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE,
          "The registry did not answer in time" + advice,
          Duration.ofSeconds(1),
          e);
    } catch (InterruptedException e) {
      throw Answers.stopping(e);
    }
  }
}
