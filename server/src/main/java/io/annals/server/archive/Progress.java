package io.annals.server.archive;

/** Is told how far a copy has come. Used by one thread at a time. */
public interface Progress {
  /** One that nobody looks at. */
  Progress UNSEEN =
      new Progress() {
        @Override
        public void begin(String what, long steps) {
          // Nobody looks.
        }

        @Override
        public void step(long steps) {
          // Nobody looks.
        }
      };

  /**
   * A part begins; the one before it has ended.
   *
   * @param what it works on, one word
   * @param steps that it will take
   */
  void begin(String what, long steps);

  /** Some more steps are done. */
  void step(long steps);
}
