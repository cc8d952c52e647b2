package io.annals.api.context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every event remembers of the request that caused it. Travels as Axon metadata, from the
 * command to its events.
 *
 * @param principal who asked, for example {@code key:root}
 * @param dialect the API that it came through, for example {@code native}
 * @param requestId the request's id, the client's own where it sent one
 * @param source where it came from, for example the client's user agent; null where unknown
 * @param idempotency how to recognise a retry, null where the client sent no key
 */
public record RequestContext(
    String principal,
    String dialect,
    String requestId,
    @Nullable String source,
    @Nullable Idempotency idempotency) {

  /** The metadata keys, as they stand in the event store. */
  public static final String PRINCIPAL = "principal";

  public static final String DIALECT = "dialect";
  public static final String REQUEST_ID = "requestId";
  public static final String SOURCE = "source";
  public static final String IDEMPOTENCY_KEY = "idempotencyKey";
  public static final String FINGERPRINT = "requestFingerprint";

  /** All of them: what a correlation data provider copies from a command to its events. */
  public static final List<String> KEYS =
      List.of(PRINCIPAL, DIALECT, REQUEST_ID, SOURCE, IDEMPOTENCY_KEY, FINGERPRINT);

  /**
   * An idempotency key and what it was sent with.
   *
   * @param key the client's key, 1 to {@value io.annals.api.function.Limits#IDEMPOTENCY_KEY_LENGTH}
   *     characters
   * @param fingerprint a digest of the request's method, target and body; the same key with another
   *     fingerprint is refused
   */
  public record Idempotency(String key, String fingerprint) {}

  /** The metadata for a command message; absent parts are left out. */
  public Map<String, String> toMetaData() {
    Map<String, String> metaData = new LinkedHashMap<>();
    metaData.put(PRINCIPAL, principal);
    metaData.put(DIALECT, dialect);
    metaData.put(REQUEST_ID, requestId);
    if (source != null) {
      metaData.put(SOURCE, source);
    }
    if (idempotency != null) {
      metaData.put(IDEMPOTENCY_KEY, idempotency.key());
      metaData.put(FINGERPRINT, idempotency.fingerprint());
    }
    return metaData;
  }

  /** Reads metadata back; what is missing reads as unknown. */
  public static RequestContext of(Map<String, ?> metaData) {
    String key = text(metaData, IDEMPOTENCY_KEY);
    String fingerprint = text(metaData, FINGERPRINT);
    return new RequestContext(
        orUnknown(text(metaData, PRINCIPAL)),
        orUnknown(text(metaData, DIALECT)),
        orUnknown(text(metaData, REQUEST_ID)),
        text(metaData, SOURCE),
        key == null ? null : new Idempotency(key, fingerprint == null ? "" : fingerprint));
  }

  private static @Nullable String text(Map<String, ?> metaData, String key) {
    return metaData.get(key) instanceof String text ? text : null;
  }

  private static String orUnknown(@Nullable String text) {
    return text == null ? "unknown" : text;
  }
}
