package io.annals.benchmarks;

/** Tells the person who waits what is being measured; standard output is for the table. */
final class Progress {
  private Progress() {}

  static void say(String what) {
    System.err.println("benchmarks: " + what);
  }
}
