package io.annals.dialect.bem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes bodies. Numbers keep every digit. */
final class BemJson {
  private static final int LARGEST = 32 * 1024 * 1024;
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BemJson() {}

  /** The members of the body; those that are null count as absent. */
  static Members read(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw BemException.malformed("body", "Must have at most " + LARGEST + " bytes.");
    }
    try {
      Map<String, @Nullable Object> object = MAPPER.readValue(body, OBJECT);
      if (object == null) {
        throw BemException.malformed("body", "Must be a JSON object.");
      }
      Map<String, Object> present = new LinkedHashMap<>();
      object.forEach(
          (name, value) -> {
            if (value != null) {
              present.put(name, value);
            }
          });
      return new Members("", present);
    } catch (JacksonException e) {
      throw BemException.malformed("body", "Must be a JSON object: " + e.getOriginalMessage());
    }
  }

  static void write(HttpServletResponse response, int status, @Nullable Object body)
      throws IOException {
    response.setStatus(status);
    if (body != null) {
      byte[] bytes = MAPPER.writeValueAsBytes(body);
      response.setContentType("application/json");
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    }
  }
}
