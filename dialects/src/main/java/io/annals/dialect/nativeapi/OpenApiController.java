package io.annals.dialect.nativeapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The description of this API: as JSON for programs, as a page for people. */
@Controller
final class OpenApiController {
  private volatile byte @Nullable [] document;

  /** A browser, which asks for HTML first, is sent to the page. */
  @GetMapping("/openapi")
  void document(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String accept = request.getHeader("Accept");
    response.setHeader("Vary", "Accept");
    if (accept != null && accept.strip().startsWith("text/html")) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", "/openapi/");
      return;
    }
    byte[] body = document;
    if (body == null) {
      body = NativeJson.bytes(OpenApiDocument.read());
      document = body;
    }
    write(response, "application/json", body);
  }

  @GetMapping("/openapi/")
  void page(HttpServletResponse response) throws IOException {
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:");
    write(response, "text/html;charset=utf-8", bytes("openapi.html"));
  }

  @GetMapping("/openapi/page.js")
  void script(HttpServletResponse response) throws IOException {
    write(response, "text/javascript;charset=utf-8", bytes("openapi.js"));
  }

  private static byte[] bytes(String resource) throws IOException {
    return OpenApiDocument.resource(resource).getContentAsByteArray();
  }

  private static void write(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
