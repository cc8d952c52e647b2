package io.annals.eventstore;

import org.axonframework.common.AxonConfigurationException;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.monitoring.MessageMonitor;
import org.jspecify.annotations.Nullable;

/**
 * An event store whose streams are woken by the arrival of events at {@link StreamedEngine}. The
 * newest events come from memory, as the objects that were appended; older ones from the store.
 *
 * <p>All events that one unit of work publishes before it commits are appended as one: all are
 * stored or none.
 *
 * <p>Thread-safe; each stream is for one reader at a time.
 */
public final class WokenEventStore extends AbstractEventStore {
  private final StreamedEngine engine;

  private WokenEventStore(Builder builder) {
    super(builder);
    this.engine = builder.engine();
  }

  /** Starts the making of a store on this engine, which the caller closes after it. */
  public static Builder builder(StreamedEngine engine) {
    return new Builder(engine);
  }

  /**
   * The events after a token, without end.
   *
   * @param trackingToken null for all events
   * @return a stream whose reader is woken by an append; the caller closes it
   */
  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken trackingToken) {
    return new WokenStream(engine, StreamedEngine.position(trackingToken));
  }

  /** Makes a {@link WokenEventStore}. */
  public static final class Builder extends AbstractEventStore.Builder {
    private final StreamedEngine engine;

    private Builder(StreamedEngine engine) {
      this.engine = engine;
      storageEngine(engine);
    }

    private StreamedEngine engine() {
      return engine;
    }

    @Override
    public Builder messageMonitor(MessageMonitor<? super EventMessage<?>> messageMonitor) {
      super.messageMonitor(messageMonitor);
      return this;
    }

    @Override
    public Builder spanFactory(EventBusSpanFactory spanFactory) {
      super.spanFactory(spanFactory);
      return this;
    }

    /**
     * Makes the store.
     *
     * @throws AxonConfigurationException if a part is missing
     */
    public WokenEventStore build() {
      return new WokenEventStore(this);
    }
  }
}
