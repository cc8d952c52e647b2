package io.annals.server.configuration;

import org.springframework.context.SmartLifecycle;

/** What is done at one stage of the application's life; lower phases start first and stop last. */
final class Stage implements SmartLifecycle {
  private final int phase;
  private final Runnable start;
  private final Runnable stop;
  private volatile boolean running;

  Stage(int phase, Runnable start, Runnable stop) {
    this.phase = phase;
    this.start = start;
    this.stop = stop;
  }

  @Override
  public void start() {
    start.run();
    running = true;
  }

  @Override
  public void stop() {
    stop.run();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
