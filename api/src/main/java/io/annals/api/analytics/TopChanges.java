package io.annals.api.analytics;

import io.annals.api.query.Filter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks what changed most; answered with {@link TopCounts}, the most first, equal ones by value.
 *
 * @param namespace only its changes; null for all
 * @param filter as in {@link CountChanges}; by function or workflow only on {@code namespace} and
 *     {@code time}, which is the begin of the day; null for all
 * @param allEvents as in {@link CountChanges}; functions and workflows count changes only
 * @param limit how many at the most, 1 to {@value #MAX_LIMIT}
 */
public record TopChanges(
    @Nullable String namespace,
    By by,
    @Nullable Filter filter,
    Period period,
    boolean allEvents,
    int limit) {
  /** The largest limit. */
  public static final int MAX_LIMIT = 100;

  /** What is ranked. */
  public enum By {
    FUNCTION,
    WORKFLOW,
    NAMESPACE,
    KIND,
    TYPE,
    FIELD,
    PRINCIPAL,
    DIALECT;

    /** As requests and answers name it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What has that name. */
    public static Optional<By> ofKey(String key) {
      return Arrays.stream(values()).filter(by -> by.key().equals(key)).findFirst();
    }
  }
}
