package io.annals.dialect.nativeapi;

import io.annals.api.function.FunctionIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id and every answer the same one back: the client's own {@code
 * X-Request-Id} where it is 1 to {@value #MAX_LENGTH} printable ASCII characters, else a fresh one.
 */
public final class RequestIds extends OncePerRequestFilter {
  /** The header of the request and of the answer. */
  public static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = "io.annals.requestId";
  private static final int MAX_LENGTH = 128;

  /** The id of the request. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String id) {
      return id;
    }
    String sent = request.getHeader(HEADER);
    String id = isSane(sent) ? sent : FunctionIds.next();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader(HEADER, of(request));
    chain.doFilter(request, response);
  }

  private static boolean isSane(@Nullable String id) {
    return id != null
        && !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(c -> c > ' ' && c < 127);
  }
}
