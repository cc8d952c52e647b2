package io.annals.dialect.insforge;

import io.annals.api.problem.Failures;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads bodies as the vendor's server does: only {@code application/json} counts, an absent body is
 * an empty object, and at the top stands an object or a list.
 */
final class Body {
  /** The vendor's own limit. */
  static final int LARGEST = (int) DataSize.ofMegabytes(100).toBytes();

  /** What is read of somebody without a credential, to tell bad JSON before a bad key. */
  static final int LARGEST_OF_A_STRANGER = 64 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LARGEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Body() {}

  /**
   * The body; an empty object where there is none.
   *
   * @throws Refusal if it cannot be read
   */
  static JsonNode read(HttpServletRequest request, int most) throws IOException {
    if (!isJson(request.getContentType())) {
      return MAPPER.createObjectNode();
    }
    String coding = request.getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw Refusal.of(
          415, "UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, without a Content-Encoding.");
    }
    Reader reader =
        new InputStreamReader(
            new BoundedBody(request.getInputStream(), most),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (PushbackReader body = new PushbackReader(reader)) {
      int first = body.read();
      if (first < 0) {
        return MAPPER.createObjectNode();
      }
      body.unread(first);
      JsonNode node = MAPPER.readTree(body);
      if (!node.isObject() && !node.isArray()) {
        throw Refusal.malformed("The body is neither an object nor a list");
      }
      return node;
    } catch (CharacterCodingException e) {
      throw Refusal.malformed("The body is not UTF-8");
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  private static RuntimeException refusal(JacksonException failure) {
    if (failure.getCause() instanceof CharacterCodingException) {
      return Refusal.malformed("The body is not UTF-8");
    }
    var problem = Failures.problemIn(failure);
    return problem != null ? problem : Refusal.malformed(failure.getOriginalMessage());
  }

  private static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    String bare = type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
    return bare.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }
}
