package io.annals.dialect.yandex;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call of gRPC. Where the client set a deadline and nothing is answered shortly
 * before it, the client is told so; what comes later is dropped. Safe for use by several threads.
 */
final class OneAnswer<R> implements AutoCloseable {
  private static final Duration ON_ITS_WAY = Duration.ofMillis(40);
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Call call;
  private final StreamObserver<R> answer;
  private final AtomicBoolean given = new AtomicBoolean();
  private final @Nullable Future<?> late;

  OneAnswer(Call call, StreamObserver<R> answer) {
    this.call = call;
    this.answer = answer;
    this.late =
        call.deadline() == null
            ? null
            : TIMER.schedule(
                this::tellThatItIsLate,
                call.untilShortlyBeforeDeadline(8, ON_ITS_WAY).toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "annals-yandex-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  void give(R message) {
    if (given.compareAndSet(false, true)) {
      answer.onNext(message);
      answer.onCompleted();
    }
  }

  void refuse(Exception failure) {
    Status status = Statuses.of(failure, call.requestId());
    if (given.compareAndSet(false, true)) {
      answer.onError(StatusProto.toStatusRuntimeException(status));
    }
  }

  private void tellThatItIsLate() {
    refuse(
        new Refusal(
            Code.DEADLINE_EXCEEDED,
            "The registry did not answer before the call's deadline. Whether it took a change is"
                + " not known; send that again with the same Idempotency-Key, or read the function.",
            null));
  }

  /** Waits for the deadline no more. */
  @Override
  public void close() {
    if (late != null) {
      late.cancel(false);
    }
  }
}
