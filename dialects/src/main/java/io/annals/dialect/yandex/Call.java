package io.annals.dialect.yandex;

import io.annals.api.context.Caller;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request, whichever way it came.
 *
 * @param knownCaller who asks; null where no known key was sent
 * @param requestId what the answer and the history call the request
 * @param source the client's user agent; null where unknown
 * @param idempotencyKey null where the client sent none
 * @param authority the host, and the port where it is not the scheme's own, that the client called
 * @param overGrpc whether it came over gRPC
 * @param deadline when the client gives up; null where it does not say
 */
record Call(
    @Nullable Caller knownCaller,
    String requestId,
    @Nullable String source,
    @Nullable String idempotencyKey,
    @Nullable String authority,
    boolean overGrpc,
    @Nullable Deadline deadline) {
  /** What of a client's deadline is kept for telling it that it passed. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(80);

  private static final int MAX_ID_LENGTH = 128;
  private static final int MAX_SOURCE_LENGTH = 256;

  Call {
    if (source != null && source.length() > MAX_SOURCE_LENGTH) {
      source = source.substring(0, MAX_SOURCE_LENGTH);
    }
  }

  /** The first of the ids that can stand in a header, else a fresh one. */
  static String requestId(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null
          && !candidate.isEmpty()
          && candidate.length() <= MAX_ID_LENGTH
          && candidate.chars().allMatch(c -> c > ' ' && c < 127)) {
        return candidate;
      }
    }
    return FunctionIds.next();
  }

  /**
   * Who asks.
   *
   * @throws ProblemException if no known key was sent
   */
  Caller caller() {
    if (knownCaller == null) {
      throw ProblemException.of(
          ProblemType.UNAUTHENTICATED,
          "The token is missing, invalid or expired; send a key of this registry as"
              + " 'Authorization: Bearer <key>'.");
    }
    return knownCaller;
  }

  /**
   * The folder, if the caller reaches it.
   *
   * @throws ProblemException if not
   */
  String reached(String folder) {
    if (!caller().reaches(folder)) {
      throw ProblemException.of(
          ProblemType.PERMISSION_DENIED,
          "The key does not reach the folder '" + folder + "'; use one that does.");
    }
    return folder;
  }

  /** The only folder that the caller reaches; null where that is no single one. */
  @Nullable String scope() {
    Set<String> reached = caller().namespaces();
    return reached != null && reached.size() == 1 ? reached.iterator().next() : null;
  }

  /** Whether a look at the function's folder must decide what the caller may do. */
  boolean reachesSeveral() {
    Set<String> reached = caller().namespaces();
    return reached != null && reached.size() != 1;
  }

  /**
   * What events remember.
   *
   * @param fingerprint of the request, for recognising it again
   */
  RequestContext context(String fingerprint) {
    if (idempotencyKey != null
        && (idempotencyKey.isBlank() || idempotencyKey.length() > Limits.IDEMPOTENCY_KEY_LENGTH)) {
      throw ProblemException.invalid(
          "Idempotency-Key",
          "Must have 1 to " + Limits.IDEMPOTENCY_KEY_LENGTH + " characters; a UUID is good.");
    }
    return new RequestContext(
        caller().principal(),
        "yandex",
        requestId,
        source,
        idempotencyKey == null ? null : new Idempotency(idempotencyKey, fingerprint));
  }

  /**
   * The shorter of a wait and what the client still waits, less what an answer needs to reach it
   * before it gives up.
   */
  Duration atMost(Duration wait) {
    if (deadline == null) {
      return wait;
    }
    Duration ours = untilShortlyBeforeDeadline(4, ON_ITS_WAY);
    return ours.compareTo(wait) < 0 ? ours : wait;
  }

  /**
   * How long it is until shortly before the deadline, which there must be.
   *
   * @param part which part of the time that is left is kept, at most: 4 for a quarter
   * @param most how much is kept, at most
   */
  Duration untilShortlyBeforeDeadline(int part, Duration most) {
    long left = Math.max(0, Objects.requireNonNull(deadline).timeRemaining(TimeUnit.NANOSECONDS));
    return Duration.ofNanos(left - Math.min(left / part, most.toNanos()));
  }
}
