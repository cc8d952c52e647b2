package io.annals.query;

/** Hears how soon changes are shown; of those only that were made while the process was running. */
public interface VisibleListener {

  /**
   * A change of a function is shown. Called on the thread that shows it, which must not wait.
   *
   * @param shown when, in microseconds since 1970
   * @param latency how long after it was stored, as {@link QuerySide#durable} tells, in
   *     microseconds
   */
  void shown(String namespace, long shown, long latency);
}
