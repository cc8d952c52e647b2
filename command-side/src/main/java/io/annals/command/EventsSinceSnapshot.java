package io.annals.command;

import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.SnapshotTrigger;

/** Counts; when a snapshot is due, the repository decides. Belongs to one loaded aggregate. */
final class EventsSinceSnapshot implements SnapshotTrigger {
  private int count;

  EventsSinceSnapshot(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  @Override
  public void eventHandled(EventMessage<?> event) {
    count++;
  }

  @Override
  public void initializationFinished() {}
}
