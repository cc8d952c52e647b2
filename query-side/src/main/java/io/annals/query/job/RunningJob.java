package io.annals.query.job;

import io.annals.api.job.Job.State;
import io.annals.api.job.JobId;
import io.annals.api.job.JobProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A job of this process, as its work sees it. Thread-safe. */
public final class RunningJob {
  /** Over how long the rate is measured. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final JobId id;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Deque<long[]> samples = new ArrayDeque<>();
  private volatile @Nullable JobEndedException end;
  private volatile boolean committed;
  private volatile long done;
  private volatile long total;

  RunningJob(JobId id) {
    this.id = id;
    samples.add(new long[] {System.nanoTime(), 0});
  }

  public JobId id() {
    return id;
  }

  /**
   * Notes how far the work has come; others learn of it within a second.
   *
   * @throws JobEndedException if the work is to end
   */
  public void progress(long nowDone, long nowTotal) {
    done = nowDone;
    total = Math.max(nowDone, nowTotal);
    check();
  }

  /**
   * To be called often.
   *
   * @throws JobEndedException if the work is to end: clean up, and let it pass
   */
  public void check() {
    JobEndedException early = end;
    if (early != null && !committed) {
      throw early;
    }
  }

  /**
   * From here on the work goes to its end, whoever asks for what.
   *
   * @throws JobEndedException if somebody has asked before
   */
  public void commit() {
    check();
    committed = true;
  }

  void cancel() {
    end(State.CANCELLED, "It was cancelled; nothing has changed.");
  }

  void stop(String text) {
    end(State.ABORTED, text);
  }

  private void end(State state, String text) {
    if (end == null) {
      end = new JobEndedException(state, text);
    }
  }

  /** Completes after the job's last state is stored. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** How far it has come, and how fast it went of late. */
  synchronized JobProgress snapshot() {
    long now = System.nanoTime();
    long nowDone = done;
    samples.addLast(new long[] {now, nowDone});
    while (samples.size() > 2 && now - samples.getFirst()[0] > WINDOW_NANOS) {
      samples.removeFirst();
    }
    long[] first = samples.getFirst();
    double seconds = (now - first[0]) / 1e9;
    double rate = seconds <= 0 ? 0 : Math.max(0, nowDone - first[1]) / seconds;
    Long left = rate > 0 ? (long) Math.ceil((total - nowDone) / rate) : null;
    return new JobProgress(nowDone, total, Math.round(rate * 10) / 10.0, left);
  }
}
