package io.annals.query.projection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.FunctionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current states of functions as committed, the recently used ones in memory. Correct only
 * while this process alone writes the views; {@link #forget} when that ends.
 */
final class FunctionStates {
  /** Characters of definitions that are kept; an object takes a few times as many bytes. */
  private static final long CAPACITY = 24L << 20;

  private static final int STATE_OVERHEAD = 512;
  private static final int AT_ONCE = 500;

  private final FunctionRows rows;
  private final Cache<String, FunctionState> recent =
      Caffeine.newBuilder()
          .maximumWeight(CAPACITY)
          .weigher(
              (String id, FunctionState state) ->
                  STATE_OVERHEAD + state.size() + 128 * state.aliases().size())
          .executor(Runnable::run)
          .build();

  FunctionStates(FunctionRows rows) {
    this.rows = rows;
  }

  /** Reads all that are not in memory yet, in few statements. */
  void load(Collection<String> ids) {
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      if (recent.getIfPresent(id) == null) {
        missing.add(id);
      }
    }
    for (int from = 0; from < missing.size(); from += AT_ONCE) {
      List<String> some = missing.subList(from, Math.min(missing.size(), from + AT_ONCE));
      rows.current("WHERE f.id IN (?" + ", ?".repeat(some.size() - 1) + ")", some.toArray())
          .forEach(state -> recent.put(state.id(), state));
    }
  }

  /** The state in memory, null where there is none. */
  @Nullable FunctionState inMemory(String id) {
    return recent.getIfPresent(id);
  }

  /** The committed state, null where there is no such function. */
  @Nullable FunctionState find(String id) {
    FunctionState state = recent.getIfPresent(id);
    if (state != null) {
      return state;
    }
    Optional<FunctionState> stored = rows.current("WHERE f.id = ?", id).stream().findFirst();
    stored.ifPresent(found -> recent.put(id, found));
    return stored.orElse(null);
  }

  /** Takes over what was committed. */
  void committed(Map<String, FunctionState> states) {
    recent.putAll(states);
  }

  void forget() {
    recent.invalidateAll();
  }
}
