package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.PageRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Which part of a list: sizes out of range are brought into it, an empty token is the first. */
final class C1Page {
  private static final int SMALLEST = 10;
  private static final int LARGEST = 100;
  private static final int USUAL = 25;

  private C1Page() {}

  /** Of a GET, in the query. */
  static PageRequest of(HttpServletRequest request) {
    String size = parameter(request, "page_size", "pageSize");
    return page(size.isEmpty() ? 0 : number(size), parameter(request, "page_token", "pageToken"));
  }

  /** Of a POST, in the body. */
  static PageRequest of(Members body) {
    return page(body.number("pageSize"), body.text("pageToken"));
  }

  private static PageRequest page(int size, String token) {
    return new PageRequest(
        size == 0 ? USUAL : Math.max(SMALLEST, Math.min(LARGEST, size)),
        token.isEmpty() ? null : token);
  }

  private static String parameter(HttpServletRequest request, String snake, String camel) {
    @Nullable String value = request.getParameter(snake);
    if (value == null) {
      value = request.getParameter(camel);
    }
    return value == null ? "" : value;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("page_size", "Must be a whole number.");
    }
  }
}
