package io.annals.dialect.tlog;

import io.annals.api.context.Caller;
import io.annals.api.log.TilePath;
import io.annals.api.log.TransparencyLog;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The static resources of C2SP's tlog-tiles, with {@code /log} as their prefix, and the public key.
 * Every credential may read the tree, which is nothing but hashes; the entries name functions, so
 * they are for credentials that reach all namespaces.
 */
@Controller
final class TlogController {
  private static final String TILES = "/log/tile/";
  private static final String TEXT = "text/plain;charset=utf-8";

  /** What a tile was once it stays; no cache that others share may keep it. */
  private static final String FOR_EVER = "private, max-age=31536000, immutable";

  private static final String NOT_AT_ALL = "no-cache";

  private final TransparencyLog log;

  TlogController(TransparencyLog log) {
    this.log = log;
  }

  @GetMapping("/log/checkpoint")
  void checkpoint(HttpServletResponse response) throws IOException {
    text(response, log.checkpoint());
  }

  @GetMapping("/log/key")
  void key(HttpServletResponse response) throws IOException {
    text(response, log.verifierKey() + "\n");
  }

  @GetMapping(TILES + "**")
  void tile(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String asked = request.getRequestURI().substring(TILES.length());
    TilePath path =
        TilePath.parse(asked)
            .orElseThrow(
                () ->
                    ProblemException.of(
                        ProblemType.MALFORMED_REQUEST,
                        "A tile is named as /log/tile/LEVEL/NUMBER or /log/tile/entries/NUMBER, the"
                            + " number in groups of three digits such as x001/234, with .p/WIDTH"
                            + " behind it where the tile is not full (c2sp.org/tlog-tiles)."));
    boolean entries = path.level() == TilePath.ENTRIES;
    if (entries) {
      requireAllNamespaces(request);
    }
    Optional<byte[]> found = entries ? log.entries(path) : log.tile(path);
    byte[] bytes =
        found.orElseThrow(
            () ->
                ProblemException.notFound(
                    "The log has no tile " + path + "; /log/checkpoint says how far it reaches."));
    response.setHeader("Cache-Control", FOR_EVER);
    if (entries) {
      response.setHeader("Vary", "Accept-Encoding");
      if (takesGzip(request)) {
        response.setHeader("Content-Encoding", "gzip");
        bytes = zipped(bytes);
      }
    }
    write(response, "application/octet-stream", bytes);
  }

  private static void requireAllNamespaces(HttpServletRequest request) {
    if (!(request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller)
        || caller.namespaces() != null) {
      throw ProblemException.of(
          ProblemType.PERMISSION_DENIED,
          "The entries name functions of all namespaces; use a key that reaches them all, or make"
              + " the entries from the events that your key shows.");
    }
  }

  private static boolean takesGzip(HttpServletRequest request) {
    String accepted = request.getHeader("Accept-Encoding");
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String plain = coding.replace(" ", "");
      if (plain.equals("gzip")
          || (plain.startsWith("gzip;q=") && !plain.matches(".*q=0(\\.0*)?"))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static void text(HttpServletResponse response, String text) throws IOException {
    response.setHeader("Cache-Control", NOT_AT_ALL);
    write(response, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
