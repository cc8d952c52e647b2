package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.axoniq.axonserver.connector.AxonServerException;
import io.axoniq.axonserver.connector.ErrorCategory;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure of Axon Server means here. Its codes travel in the trailers of gRPC, beside a
 * status that is less exact: an event that is not the next of its aggregate is OUT_OF_RANGE.
 */
final class AxonServerFaults {
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);
  private static final String NOT_THE_NEXT = ErrorCategory.INVALID_EVENT_SEQUENCE.errorCode();
  private static final String TOO_LARGE = ErrorCategory.EVENT_PAYLOAD_TOO_LARGE.errorCode();
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private AxonServerFaults() {}

  /** Whether the failure is another writer's event in the place of this one. */
  static boolean isConflict(Throwable failure) {
    return is(failure, NOT_THE_NEXT, Status.Code.OUT_OF_RANGE);
  }

  private static boolean isTooLarge(Throwable failure) {
    return is(failure, TOO_LARGE, Status.Code.RESOURCE_EXHAUSTED);
  }

  private static boolean is(Throwable failure, String code, Status.Code status) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException known
          && (known.getStatus().getCode() == status || code.equals(codeOf(known)))) {
        return true;
      }
      if (cause instanceof AxonServerException known
          && known.getErrorCategory().errorCode().equals(code)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String codeOf(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    return trailers == null ? null : trailers.get(CODE);
  }

  /** Whether the failure says nothing of what was asked, only that nobody can ask just now. */
  static boolean isOfTheServer(Throwable failure) {
    return !isConflict(failure) && !isTooLarge(failure);
  }

  /** What the caller of an append is told. */
  static RuntimeException ofAppend(Throwable failure) {
    if (isConflict(failure)) {
      return new ConcurrencyException("Another writer's event came first", failure);
    }
    if (isTooLarge(failure)) {
      return new EventStoreException(
          "Axon Server takes no events of this size; raise its"
              + " axoniq.axonserver.max-message-size",
          failure);
    }
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE,
        "Axon Server did not confirm the change, so it may have been stored or not. Read before"
            + " you send it again, or send it again with the same Idempotency-Key.",
        RETRY_AFTER,
        failure);
  }

  /** What the caller of a read is told. */
  static ProblemException ofRead(@Nullable Throwable failure) {
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE,
        "Events cannot be read from Axon Server just now. Send the request again.",
        RETRY_AFTER,
        failure);
  }
}
