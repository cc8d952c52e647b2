package io.annals.query.job;

import io.annals.api.job.Job;
import io.annals.api.job.Job.State;
import io.annals.api.job.JobId;
import io.annals.api.job.JobProgress;
import io.annals.api.job.Jobs;
import io.annals.api.problem.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs, each on a thread of its own, reports on them, and ends those whose process died.
 * Thread-safe. {@link #close} ends what is going on.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
  private static final long BEAT_MILLIS = 500;
  private static final long SEARCH_MILLIS = 2_000;
  private static final long LAST_WORDS_SECONDS = 30;
  private static final String STOPPED = "The server stopped before it was done.";

  /** What a job does. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @return facts about what was done, for whoever asked for it
     * @throws ProblemException if it fails; the sentence is shown
     */
    Map<String, Object> with(RunningJob job);
  }

  private final Jobs jobs;
  private final Map<JobId, RunningJob> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService beats;
  private volatile boolean stopped;

  public JobRunner(Jobs jobs) {
    this.jobs = jobs;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, task -> thread("annals-jobs", task));
    executor.setRemoveOnCancelPolicy(true);
    this.beats = executor;
  }

  /**
   * Begins to look after jobs; those that a former process left behind end at once, or when they
   * have been silent for long enough.
   *
   * @param onLost called after some were ended, and once at the beginning, on a thread of this
   */
  public void start(Runnable onLost) {
    beats.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    endLost();
    beats.execute(() -> quietly(onLost));
    beats.scheduleWithFixedDelay(
        () -> {
          if (endLost() > 0) {
            quietly(onLost);
          }
        },
        SEARCH_MILLIS,
        SEARCH_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private int endLost() {
    try {
      return jobs.endLost();
    } catch (RuntimeException e) {
      log.warn("The jobs of processes that died cannot be ended: {}", e.getMessage());
      return 0;
    }
  }

  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("What dead jobs left behind is not removed: {}", e.getMessage());
    }
  }

  /**
   * Begins a job.
   *
   * @throws ProblemException if one of its kind is going on, or the store cannot be reached
   */
  public Job begin(Jobs.Order order, Work work) {
    if (stopped) {
      throw new IllegalStateException(STOPPED);
    }
    Job job = jobs.begin(order);
    RunningJob own = new RunningJob(job.id());
    running.put(job.id(), own);
    if (stopped) {
      own.stop(STOPPED);
    }
    thread("annals-job-" + order.type() + "-" + order.subject(), () -> run(own, work)).start();
    return job;
  }

  private void run(RunningJob job, Work work) {
    State state = State.FAILED;
    String text = "";
    Map<String, Object> result = Map.of();
    try {
      result = work.with(job);
      state = State.SUCCEEDED;
    } catch (JobEndedException e) {
      state = e.state();
      text = String.valueOf(e.getMessage());
    } catch (ProblemException e) {
      text = String.valueOf(e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("Job {} failed", job.id(), e);
      text = "It failed; what was served before is served on. The server's log says why.";
    }
    store(job, state, result, text);
    running.remove(job.id());
    job.ended().complete(null);
  }

  private void store(RunningJob job, State state, Map<String, Object> result, String text) {
    JobProgress progress = job.snapshot();
    for (int attempt = 1; attempt <= LAST_WORDS_SECONDS; attempt++) {
      try {
        jobs.end(job.id(), state, progress, result, text);
        return;
      } catch (RuntimeException e) {
        log.warn("The end of job {} cannot be stored yet: {}", job.id(), e.getMessage());
      }
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void beat() {
    for (RunningJob job : running.values()) {
      try {
        switch (jobs.report(job.id(), job.snapshot())) {
          case CANCEL -> job.cancel();
          case STOP -> job.stop("Other servers took the server that did this for dead.");
          case GO_ON -> {}
        }
      } catch (RuntimeException e) {
        log.warn("Job {} cannot report: {}", job.id(), e.getMessage());
      }
    }
  }

  /** A job of this process that is going on. */
  Optional<RunningJob> running(JobId id) {
    return Optional.ofNullable(running.get(id));
  }

  /** Where waits are timed. */
  ScheduledExecutorService scheduler() {
    return beats;
  }

  /** Ends what is going on, and waits for that. A second call does nothing. */
  @Override
  public void close() {
    stopped = true;
    running.values().forEach(job -> job.stop(STOPPED));
    for (RunningJob job : running.values()) {
      try {
        job.ended().get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
        log.warn("Job {} does not end", job.id());
      }
    }
    beats.shutdownNow();
  }

  /** Completes when no job of this process is going on under this id any more. */
  CompletableFuture<Void> ended(JobId id) {
    RunningJob job = running.get(id);
    return job == null ? CompletableFuture.completedFuture(null) : job.ended();
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
