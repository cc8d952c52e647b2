package io.annals.query.projection;

import io.annals.api.operation.OperationId;
import java.util.List;

/** Hears what has become visible. Called after the commit, in the order of the events. */
public interface StepListener {

  /** These steps are shown from now on. */
  void applied(List<Step> steps);

  /** These events, which are no steps of functions, are shown from now on. */
  default void shown(List<OperationId> events) {}

  /** These events cannot be shown for now. */
  void parked(List<OperationId> events);

  /**
   * What was told before may no longer hold: the views were cleared or another process has them.
   */
  void forget();
}
