package io.annals.query.projection;

import io.annals.api.operation.OperationId;
import io.annals.query.state.FunctionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of one transaction: what they did, until it is written and committed. */
final class Batch {
  private final FunctionStates committed;
  private final Set<String> absent = new HashSet<>();
  private final Map<String, FunctionState> changed = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<OperationId> shown = new ArrayList<>();
  private int written;

  Batch(FunctionStates committed) {
    this.committed = committed;
  }

  /** Reads the states that the events will ask for. */
  void expect(Set<String> ids) {
    committed.load(ids);
    for (String id : ids) {
      if (committed.inMemory(id) == null) {
        absent.add(id);
      }
    }
  }

  /** The state as of the events so far, null where there is no such function. */
  @Nullable FunctionState state(String id) {
    FunctionState state = changed.get(id);
    if (state != null || absent.contains(id)) {
      return state;
    }
    return committed.find(id);
  }

  void add(Step step) {
    steps.add(step);
    changed.put(step.after().id(), step.after());
  }

  /** Takes back the newest step, which could not be written. */
  void takeBack() {
    Step step = steps.remove(steps.size() - 1);
    written = Math.min(written, steps.size());
    FunctionState before = step.before();
    if (before == null) {
      changed.remove(step.after().id());
    } else {
      changed.put(before.id(), before);
    }
  }

  /** The steps that are not written yet; they count as written from now on. */
  List<Step> unwritten() {
    List<Step> rest = List.copyOf(steps.subList(written, steps.size()));
    written = steps.size();
    return rest;
  }

  /** Notes an event whose rows are written already. */
  void shown(OperationId event) {
    shown.add(event);
  }

  List<OperationId> shown() {
    return shown;
  }

  List<Step> steps() {
    return steps;
  }

  Map<String, FunctionState> changed() {
    return changed;
  }
}
