package io.annals.query.job;

import io.annals.api.job.CancelJob;
import io.annals.api.job.Job;
import io.annals.api.job.Job.State;
import io.annals.api.job.JobId;
import io.annals.api.job.Jobs;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.AwaitJob;
import io.annals.api.query.FindJob;
import io.annals.api.resource.Operation;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.queryhandling.QueryHandler;

/** Answers about jobs, on whatever node they run, and cancels them. Thread-safe. */
public final class JobQueries {
  /** How often the store is asked about a job of another node. */
  private static final long LOOK_AGAIN_MILLIS = 300;

  private final Jobs jobs;
  private final JobRunner runner;
  private final Map<CompletableFuture<Operation>, AwaitJob> waiting = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  public JobQueries(Jobs jobs, JobRunner runner) {
    this.jobs = jobs;
    this.runner = runner;
  }

  @QueryHandler
  public Operation find(FindJob query) {
    return job(query.id()).toOperation();
  }

  private Job job(JobId id) {
    return jobs.find(id)
        .orElseThrow(() -> ProblemException.notFound("There is no operation " + id + "."));
  }

  @QueryHandler
  public CompletableFuture<Operation> await(AwaitJob query) {
    CompletableFuture<Operation> answer = new CompletableFuture<>();
    waiting.put(answer, query);
    answer.whenComplete((operation, failure) -> waiting.remove(answer));
    look(query, System.nanoTime() + Math.max(0, query.timeout().toNanos()), answer);
    return answer;
  }

  private void look(AwaitJob query, long deadline, CompletableFuture<Operation> answer) {
    if (answer.isDone()) {
      return;
    }
    try {
      Job job = job(query.id());
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (job.state() != State.RUNNING || left <= 0 || stopped) {
        answer.complete(job.toOperation());
        return;
      }
      Runnable again = () -> look(query, deadline, answer);
      try {
        runner
            .running(query.id())
            .ifPresent(own -> own.ended().thenRunAsync(again, runner.scheduler()));
        runner
            .scheduler()
            .schedule(again, Math.min(left, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        answer.complete(job.toOperation());
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  /** Answers everybody who waits with what there is, now and from now on. */
  public void stopWaiting() {
    stopped = true;
    waiting.forEach((answer, query) -> look(query, System.nanoTime(), answer));
  }

  @CommandHandler
  public Operation cancel(CancelJob command) {
    Job job = jobs.cancel(command.id());
    runner.running(command.id()).ifPresent(RunningJob::cancel);
    return job.toOperation();
  }
}
