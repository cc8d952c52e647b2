package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes bodies, which are JSON objects. */
final class C1Json {
  /** The most bytes of a body: 50 MiB of code in base64, and room. */
  private static final int LARGEST = 70 * 1024 * 1024;

  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LARGEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private C1Json() {}

  /** The members of the body; an empty body is an empty object, whatever its type. */
  static Members read(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw ProblemException.of(
          ProblemType.PAYLOAD_TOO_LARGE, "The body has more than " + LARGEST + " bytes.");
    }
    if (body.length == 0) {
      return new Members("", Map.of());
    }
    try {
      Map<String, @Nullable Object> object = MAPPER.readValue(body, OBJECT);
      if (object != null) {
        return new Members("", object);
      }
    } catch (JacksonException e) {
      throw ProblemException.of(
          ProblemType.MALFORMED_REQUEST,
          "The body is not a JSON object: " + e.getOriginalMessage());
    }
    throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "The body is not a JSON object.");
  }

  /** Answers 200, as every success of this API does. */
  static void ok(HttpServletResponse response, Map<String, ?> body) throws IOException {
    write(response, HttpServletResponse.SC_OK, body);
  }

  static void write(HttpServletResponse response, int status, Map<String, ?> body)
      throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
