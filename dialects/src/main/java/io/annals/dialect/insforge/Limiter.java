package io.annals.dialect.insforge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what each address does in a window, which begins with the first thing that it does.
 * Thread-safe; remembers a bounded number of addresses.
 */
final class Limiter {
  private static final int ADDRESSES = 100_000;

  private final int limit;
  private final Duration window;
  private final Ticker ticker;
  private final Cache<String, Window> windows;

  private record Window(long begin, AtomicInteger count) {}

  /**
   * @param limit how many in a window; 0 for no limit
   * @param ticker what time it is
   */
  Limiter(int limit, Duration window, Ticker ticker) {
    this.limit = limit;
    this.window = window;
    this.ticker = ticker;
    this.windows =
        Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(window)
            .ticker(ticker)
            .build();
  }

  boolean isOff() {
    return limit <= 0;
  }

  /** Counts one more. */
  State count(String address) {
    Window current =
        Objects.requireNonNull(
            windows.get(address, a -> new Window(ticker.read(), new AtomicInteger())));
    int count = current.count.incrementAndGet();
    long passed = ticker.read() - current.begin;
    long seconds = Duration.ofNanos(window.toNanos() - passed).plusMillis(999).toSeconds();
    return new State(
        count <= limit, limit, Math.max(0, limit - count), Math.max(1, seconds), window);
  }

  /**
   * What an address may still do.
   *
   * @param allowed whether what was counted may be done
   * @param reset seconds until the window ends
   */
  record State(boolean allowed, int limit, int remaining, long reset, Duration window) {
    /** As the headers of a draft of the IETF that the vendor's server speaks. */
    Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("RateLimit-Policy", limit + ";w=" + window.toSeconds());
      headers.put("RateLimit-Limit", String.valueOf(limit));
      headers.put("RateLimit-Remaining", String.valueOf(remaining));
      headers.put("RateLimit-Reset", String.valueOf(reset));
      if (!allowed) {
        headers.put("Retry-After", String.valueOf(reset));
      }
      return headers;
    }
  }
}
