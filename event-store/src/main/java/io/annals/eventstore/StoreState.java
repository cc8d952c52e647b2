package io.annals.eventstore;

/** How far the store's events reach and whether it takes more, as this node knows. Thread-safe. */
public interface StoreState {
  /** The last durable position that this node knows of, from memory; 0 before the first event. */
  long headPosition();

  /** Whether events can be written. */
  StoreHealth health();
}
