package io.annals.eventstore.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A cache of aggregates that holds its entries until there are too many, and then drops those of
 * the least use. A dropped entry is reported to listeners as expired.
 *
 * <p>Thread-safe. Listeners are called on the thread that caused the change; keys and values are
 * never null.
 */
public final class LruAggregateCache implements Cache {
  private final com.github.benmanes.caffeine.cache.Cache<Object, Object> entries;
  private final List<EntryListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param maxEntries how many aggregates are held at most; each takes the memory of its state
   */
  public LruAggregateCache(long maxEntries) {
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .executor(Runnable::run)
            .evictionListener(
                (key, value, cause) -> {
                  if (key != null) {
                    tell(listener -> listener.onEntryExpired(key));
                  }
                })
            .build();
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <K, V> @Nullable V get(K key) {
    Object value = entries.getIfPresent(key);
    if (value != null) {
      tell(listener -> listener.onEntryRead(key, value));
    }
    return (V) value;
  }

  @Override
  public void put(Object key, Object value) {
    Objects.requireNonNull(value, "value");
    Object old = entries.asMap().put(key, value);
    tell(
        listener -> {
          if (old == null) {
            listener.onEntryCreated(key, value);
          } else {
            listener.onEntryUpdated(key, value);
          }
        });
  }

  @Override
  public boolean putIfAbsent(Object key, Object value) {
    Objects.requireNonNull(value, "value");
    boolean added = entries.asMap().putIfAbsent(key, value) == null;
    if (added) {
      tell(listener -> listener.onEntryCreated(key, value));
    }
    return added;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T computeIfAbsent(Object key, Supplier<T> valueSupplier) {
    Object known = entries.getIfPresent(key);
    if (known != null) {
      tell(listener -> listener.onEntryRead(key, known));
      return (T) known;
    }
    T made = Objects.requireNonNull(valueSupplier.get(), "value");
    Object raced = entries.asMap().putIfAbsent(key, made);
    if (raced != null) {
      return (T) raced;
    }
    tell(listener -> listener.onEntryCreated(key, made));
    return made;
  }

  @Override
  public boolean remove(Object key) {
    boolean removed = entries.asMap().remove(key) != null;
    if (removed) {
      tell(listener -> listener.onEntryRemoved(key));
    }
    return removed;
  }

  @Override
  public void removeAll() {
    List.copyOf(entries.asMap().keySet()).forEach(this::remove);
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.asMap().containsKey(key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
    Object now = entries.asMap().computeIfPresent(key, (k, old) -> update.apply((V) old));
    if (now != null) {
      tell(listener -> listener.onEntryUpdated(key, now));
    }
  }

  @Override
  public Registration registerCacheEntryListener(EntryListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(Consumer<EntryListener> news) {
    listeners.forEach(news);
  }
}
