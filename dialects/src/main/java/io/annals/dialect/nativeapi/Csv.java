package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Tables as RFC 4180 has them, in UTF-8, with a header. */
final class Csv {
  static final String TYPE = "text/csv;header=present;charset=utf-8";

  private static final MediaType MEDIA_TYPE = new MediaType("text", "csv");

  private Csv() {}

  /**
   * Whether a request asks for CSV rather than for JSON: by {@code format}, else by {@code Accept}.
   *
   * @throws ProblemException if it takes neither
   */
  static boolean wanted(HttpServletRequest request, QueryString query) {
    String format = query.nonEmpty("format");
    if (format != null) {
      if (!format.equals("csv") && !format.equals("json")) {
        throw ProblemException.invalid("format", "Must be json or csv.");
      }
      return format.equals("csv");
    }
    String accept = request.getHeader("Accept");
    if (accept == null || accept.isBlank()) {
      return false;
    }
    double csv = quality(accept, MEDIA_TYPE);
    double json = quality(accept, MediaType.APPLICATION_JSON);
    if (csv <= 0 && json <= 0) {
      throw ProblemException.of(
          ProblemType.NOT_ACCEPTABLE,
          "This route answers in application/json or text/csv; send one of them as Accept.");
    }
    return csv > json;
  }

  /** How much a type is wanted, 0 to 1, as the closest range says. */
  private static double quality(String accept, MediaType type) {
    MediaType closest = null;
    try {
      for (MediaType range : MediaType.parseMediaTypes(accept)) {
        if (range.includes(type) && (closest == null || range.isMoreSpecific(closest))) {
          closest = range;
        }
      }
    } catch (InvalidMediaTypeException e) {
      return 0;
    }
    return closest == null ? 0 : closest.getQualityValue();
  }

  static byte[] bytes(Table table) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(table.columns());
      for (List<@Nullable Object> row : table.rows()) {
        for (Object value : row) {
          printer.print(shown(value));
        }
        printer.println();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Object shown(@Nullable Object value) {
    if (value instanceof Instant time) {
      return Timestamps.text(time);
    }
    return value instanceof String text ? inert(text) : value == null ? "" : value;
  }

  /**
   * The text with an apostrophe before it where a spreadsheet would take it for a formula. Kinds
   * and names are what clients chose; whoever opens the file must not run what they wrote.
   */
  private static String inert(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
