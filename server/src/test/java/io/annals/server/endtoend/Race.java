package io.annals.server.endtoend;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls at the same time, and what becomes of them. */
final class Race {
  private Race() {}

  /** Begins the task that many times at one instant, each with its number from 0. */
  static List<CompletableFuture<Integer>> atOnce(
      int many, java.util.function.IntFunction<Integer> task) {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    java.util.concurrent.ExecutorService threads =
        java.util.concurrent.Executors.newFixedThreadPool(many);
    java.util.concurrent.CountDownLatch start = new java.util.concurrent.CountDownLatch(1);
    for (int i = 0; i < many; i++) {
      int number = i;
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return task.apply(number);
              },
              threads));
    }
    start.countDown();
    threads.shutdown();
    return all;
  }

  /** The code of the status with which a call ends, 0 if it succeeds. */
  static int code(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().value();
    }
  }
}
