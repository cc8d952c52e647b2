package io.annals.server.axonserver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who handles messages of which name, in which context.
 *
 * @param <C> a client's connection
 */
final class StandInHandlers<C> {
  private final Map<String, Map<String, C>> byName = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  void add(String context, String message, String client, C connection) {
    byName
        .computeIfAbsent(context + '/' + message, key -> new ConcurrentSkipListMap<>())
        .put(client, connection);
  }

  void remove(String context, String message, String client) {
    byName.getOrDefault(context + '/' + message, Map.of()).remove(client);
  }

  /** Forgets a connection altogether. */
  void remove(C connection) {
    byName.values().forEach(clients -> clients.values().remove(connection));
  }

  /** The same one for the same key, as long as the same ones are there; null for none. */
  @Nullable C of(String context, String message, String key) {
    List<C> clients = List.copyOf(byName.getOrDefault(context + '/' + message, Map.of()).values());
    return clients.isEmpty() ? null : clients.get(Math.floorMod(key.hashCode(), clients.size()));
  }

  /** Each in turn; null for none. */
  @Nullable C any(String context, String message) {
    List<C> clients = List.copyOf(byName.getOrDefault(context + '/' + message, Map.of()).values());
    return clients.isEmpty()
        ? null
        : clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
  }
}
