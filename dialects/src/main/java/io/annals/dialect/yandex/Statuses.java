package io.annals.dialect.yandex;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.annals.api.problem.Problem;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says problems as google.rpc.Status. */
final class Statuses {
  private static final Logger log = LoggerFactory.getLogger(Statuses.class);

  /** What the registry calls fields that requests here call otherwise. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "namespace", "folder_id",
          "pageSize", "page_size",
          "alias", "tag",
          "code.aliases", "tag",
          "code.runtime", "runtime",
          "code.entrypoint", "entrypoint",
          "code.message", "description");

  private Statuses() {}

  /** What to answer for a failure; a defect is logged under the request's id. */
  static Status of(Throwable failure, String requestId) {
    if (failure instanceof ProblemException problem) {
      if (problem.type().httpStatus() >= 500 && problem.getCause() != null) {
        log.warn("Request {}: {}", requestId, problem.getMessage(), problem.getCause());
      }
      return of(problem, requestId);
    }
    if (failure instanceof Refusal refusal) {
      return Status.newBuilder()
          .setCode(refusal.code().getNumber())
          .setMessage(String.valueOf(refusal.getMessage()))
          .addDetails(requestInfo(requestId))
          .build();
    }
    if (failure instanceof InvalidProtocolBufferException unreadable) {
      return of(Unreadable.problem(unreadable), requestId);
    }
    log.error("Request {} failed", requestId, failure);
    return of(
        ProblemException.of(
            ProblemType.INTERNAL,
            "The registry failed to answer; the request id finds the reason in its log."),
        requestId);
  }

  private static Status of(ProblemException problem, String requestId) {
    List<Violation> violations = problem.violations().stream().map(Statuses::named).toList();
    Status.Builder status =
        Status.newBuilder()
            .setCode(code(problem.type()).getNumber())
            .setMessage(
                violations.equals(problem.violations())
                    ? String.valueOf(problem.getMessage())
                    : ProblemException.of(problem.type(), violations).getMessage());
    addViolations(status, violations);
    problem
        .retryAfter()
        .ifPresent(
            after ->
                status.addDetails(
                    Any.pack(
                        RetryInfo.newBuilder()
                            .setRetryDelay(Durations.fromMillis(after.toMillis()))
                            .build())));
    return status.addDetails(requestInfo(requestId)).build();
  }

  /** The seconds after which to send the request again, as HTTP says them; empty for never. */
  static Optional<String> retryAfter(Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Optional.of(String.valueOf(Math.max(1, (Durations.toMillis(delay) + 999) / 1000)));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("Made by this class.", e);
        }
      }
    }
    return Optional.empty();
  }

  private static Any requestInfo(String requestId) {
    return Any.pack(RequestInfo.newBuilder().setRequestId(requestId).build());
  }

  /** The error of an operation. */
  static Status of(Problem problem) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(Code.valueOf(problem.code().name()).getNumber())
            .setMessage(problem.detail());
    addViolations(status, problem.violations().stream().map(Statuses::named).toList());
    return status.build();
  }

  /** The violation under the name that its field has here. */
  private static Violation named(Violation violation) {
    if (violation.field().equals("pageToken")) {
      return Paging.WRONG_TOKEN;
    }
    return new Violation(
        FIELDS.getOrDefault(violation.field(), violation.field()), violation.description());
  }

  private static void addViolations(Status.Builder status, List<Violation> violations) {
    if (violations.isEmpty()) {
      return;
    }
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    violations.forEach(
        violation ->
            badRequest
                .addFieldViolationsBuilder()
                .setField(violation.field())
                .setDescription(violation.description()));
    status.addDetails(Any.pack(badRequest.build()));
  }

  private static Code code(ProblemType type) {
    return Code.valueOf(type.code().name());
  }

  /** The HTTP status of a code, as gRPC-JSON transcoding has it. */
  static int httpStatus(int code) {
    Code known = Code.forNumber(code);
    return switch (known == null ? Code.UNKNOWN : known) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      default -> 500;
    };
  }
}
