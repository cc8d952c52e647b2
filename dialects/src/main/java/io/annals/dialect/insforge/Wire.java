package io.annals.dialect.insforge;

import io.annals.api.blob.Digest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers: JSON with a weak validator, open to pages of any origin. */
final class Wire {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TAG_BYTES = 15;
  private static final int FIRST_ERROR = 400;

  private Wire() {}

  static String json(Object body) {
    return JSON.writeValueAsString(body);
  }

  static void write(HttpServletRequest request, HttpServletResponse response, Answer answer)
      throws IOException {
    openToPages(request, response);
    answer.headers().forEach(response::setHeader);
    byte[] body = JSON.writeValueAsBytes(answer.body());
    String tag = tag(body);
    response.setHeader("ETag", tag);
    if (answer.status() < FIRST_ERROR
        && reads(request)
        && new ServletWebRequest(request, response).checkNotModified(tag)) {
      return;
    }
    response.setStatus(answer.status());
    response.setContentType("application/json; charset=utf-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Answers what a browser asks before a request of a page of another origin. */
  static void preflight(HttpServletRequest request, HttpServletResponse response) {
    openToPages(request, response);
    response.setStatus(204);
    response.setHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
    String wanted = request.getHeader("Access-Control-Request-Headers");
    response.addHeader("Vary", "Access-Control-Request-Headers");
    if (isPlain(wanted)) {
      response.setHeader("Access-Control-Allow-Headers", wanted);
    }
  }

  /**
   * Pages of every origin may call: a page has no credential of this dialect but those that it
   * brings itself, for none is kept in a cookie and none is asked for by the browser.
   */
  private static void openToPages(HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader("Origin");
    response.addHeader("Vary", "Origin");
    if (isPlain(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader(
          "Access-Control-Expose-Headers", "Content-Range, Preference-Applied, Retry-After");
    }
  }

  private static boolean isPlain(@Nullable String header) {
    return header != null && header.chars().allMatch(c -> c >= ' ' && c < 127);
  }

  private static boolean reads(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static String tag(byte[] body) {
    MessageDigest digest = Digest.sha256();
    byte[] start = Arrays.copyOf(digest.digest(body), TAG_BYTES);
    return "W/\""
        + Integer.toHexString(body.length)
        + "-"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(start)
        + "\"";
  }
}
