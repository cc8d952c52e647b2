package io.annals.dialect.nativeapi;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the body of a request, which must be one JSON object: in UTF-8, without repeated names,
 * with nothing after it. What is not is refused with a sentence. Streams, so that files of many
 * megabytes are never held as text. Thread-safe.
 */
public final class JsonBody {
  /** The most bytes of a body that brings no code. */
  public static final long SMALL = 1024 * 1024;

  /** The most bytes of a body that may bring code: 50 MiB in base64, and room. */
  public static final long WITH_CODE = 70L * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength((int) WITH_CODE).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .build();

  private JsonBody() {}

  /** Turns the members of an object into something. */
  public interface ObjectReader<T> {
    /**
     * Reads to the end of the object.
     *
     * @param json stands at the object's start
     */
    T read(JsonParser json);
  }

  /**
   * Reads the body.
   *
   * @param mergePatch whether {@code application/merge-patch+json} is accepted too
   * @param limit the most bytes that are taken
   * @param digest what the bytes are added to; null for nothing
   * @throws ProblemException if the body is of another media type, too large or malformed
   */
  public static <T> T read(
      HttpServletRequest request,
      boolean mergePatch,
      long limit,
      @Nullable MessageDigest digest,
      ObjectReader<T> reader) {
    requireJson(request, mergePatch);
    if (request.getContentLengthLong() > limit) {
      throw BodyStream.tooLarge(limit);
    }
    try (InputStream body = new BodyStream(request.getInputStream(), limit, digest);
        JsonParser json = MAPPER.createParser(body)) {
      JsonToken first = json.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw malformed(
            first == null
                ? "The body is empty; send a JSON object."
                : "The body must be a JSON object.");
      }
      T result = reader.read(json);
      if (json.nextToken() != null) {
        throw malformed("Something follows the JSON object of the body; send one object only.");
      }
      return result;
    } catch (JacksonIOException e) {
      throw brokenOff();
    } catch (JacksonException e) {
      ProblemException problem = Failures.problemIn(e);
      throw problem == null ? malformed(e) : problem;
    } catch (IOException e) {
      throw brokenOff();
    }
  }

  private static void requireJson(HttpServletRequest request, boolean mergePatch) {
    String type = request.getContentType();
    if (!"application/json".equals(type) && !isJson(type, mergePatch)) {
      throw ProblemException.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          (type == null ? "The body has no Content-Type" : "The body is of type '" + type + "'")
              + "; send JSON in UTF-8 as Content-Type: application/json.");
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw ProblemException.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "The body is encoded as '" + encoding + "'; send it without Content-Encoding.");
    }
  }

  private static boolean isJson(@Nullable String contentType, boolean mergePatch) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    String type = parts[0].strip();
    if (!type.equals("application/json")
        && !(mergePatch && type.equals("application/merge-patch+json"))) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return true;
  }

  private static ProblemException malformed(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null || at.getLineNr() < 1
            ? ""
            : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return malformed(
        e instanceof StreamConstraintsException
            ? "The body goes beyond a bound of this registry: " + sentence(e)
            : "The body is not JSON" + where + ": " + sentence(e));
  }

  /** What the parser says, without how a programmer would configure it. */
  private static String sentence(JacksonException e) {
    String text =
        e.getOriginalMessage().replaceAll(": enable `.*", "").replaceAll(", from `[^`]*`", "");
    return text.endsWith(".") ? text : text + ".";
  }

  private static ProblemException brokenOff() {
    return malformed("The body broke off; send it whole.");
  }

  private static ProblemException malformed(String detail) {
    return ProblemException.of(ProblemType.MALFORMED_REQUEST, detail);
  }
}
