package io.annals.command;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores snapshots beside the commands, of the state that is in memory anyway: no event is read for
 * one. A snapshot only saves time, so one that fails is logged and nobody else hears of it.
 *
 * @param threshold events after which an aggregate is worth one
 */
record Snapshots(int threshold, Executor executor) {
  private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

  boolean areDue(int events) {
    return events >= threshold;
  }

  /**
   * @param root nobody else's, so that it stays as it is
   */
  void take(EventStore eventStore, String type, String id, long sequence, Object root) {
    try {
      executor.execute(() -> store(eventStore, type, id, sequence, root));
    } catch (RejectedExecutionException e) {
      log.debug("No snapshot of {}: too many are waiting, or the registry shuts down.", id);
    }
  }

  private static void store(
      EventStore eventStore, String type, String id, long sequence, Object root) {
    try {
      eventStore.storeSnapshot(new GenericDomainEventMessage<>(type, id, sequence, root));
    } catch (RuntimeException e) {
      log.warn("No snapshot of {} could be stored; its events are safe.", id, e);
    }
  }
}
