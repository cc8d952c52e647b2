package io.annals.command.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.annals.api.blob.Digest;
import io.annals.api.serialization.EventSerializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Half of a SHA-256: enough to tell whether two values are equal without keeping either. The order
 * of an object's members does not count.
 */
public record Fingerprint(long high, long low) {
  private static final JsonMapper CANONICAL =
      EventSerializer.configure(JsonMapper.builder())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** Of a text. */
  public static Fingerprint of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Of a value.
   *
   * @param value in JSON terms
   */
  public static Fingerprint ofJson(Object value) {
    return value instanceof String text ? of(text) : of(CANONICAL.writeValueAsBytes(value));
  }

  private static Fingerprint of(byte[] bytes) {
    ByteBuffer hash = ByteBuffer.wrap(Digest.sha256().digest(bytes));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  @JsonCreator
  static Fingerprint parse(String text) {
    UUID bits = UUID.fromString(text);
    return new Fingerprint(bits.getMostSignificantBits(), bits.getLeastSignificantBits());
  }

  @JsonValue
  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
