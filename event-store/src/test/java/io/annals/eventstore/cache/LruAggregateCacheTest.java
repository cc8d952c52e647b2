package io.annals.eventstore.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache.EntryListener;
import org.junit.jupiter.api.Test;

class LruAggregateCacheTest {
  private final LruAggregateCache cache = new LruAggregateCache(2);
  private final List<String> news = new ArrayList<>();
  private final Registration registration = cache.registerCacheEntryListener(new Recorder());

  @Test
  void listenersHearOfEveryChange() {
    cache.put("a", 1);
    cache.put("a", 2);
    assertThat(cache.<String, Integer>get("a")).isEqualTo(2);
    assertThat(cache.<String, Integer>get("b")).isNull();
    assertThat(cache.putIfAbsent("a", 9)).isFalse();
    assertThat(cache.putIfAbsent("b", 3)).isTrue();
    cache.<Integer>computeIfPresent("b", value -> value + 1);
    assertThat(cache.remove("b")).isTrue();
    assertThat(cache.remove("b")).isFalse();
    assertThat(cache.<Integer>computeIfAbsent("c", () -> 7)).isEqualTo(7);
    cache.removeAll();
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(news)
        .startsWith(
            "created a=1",
            "updated a=2",
            "read a=2",
            "created b=3",
            "updated b=4",
            "removed b",
            "created c=7")
        .endsWith("removed a", "removed c")
        .hasSize(9);
  }

  @Test
  void entriesBeyondTheBoundExpire() {
    for (int i = 0; i < 50; i++) {
      cache.put("k" + i, i);
    }
    assertThat(news.stream().filter(n -> n.startsWith("expired"))).hasSize(48);
  }

  @Test
  void aListenerThatLeftHearsNothing() {
    registration.cancel();
    cache.put("a", 1);
    assertThat(news).isEmpty();
  }

  private final class Recorder implements EntryListener {
    @Override
    public void onEntryExpired(Object key) {
      news.add("expired " + key);
    }

    @Override
    public void onEntryRemoved(Object key) {
      news.add("removed " + key);
    }

    @Override
    public void onEntryUpdated(Object key, Object value) {
      news.add("updated " + key + "=" + value);
    }

    @Override
    public void onEntryCreated(Object key, Object value) {
      news.add("created " + key + "=" + value);
    }

    @Override
    public void onEntryRead(Object key, Object value) {
      news.add("read " + key + "=" + value);
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
      return super.clone();
    }
  }
}
