package io.annals.server.security;

import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import io.annals.api.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds the key of a request: {@code Authorization: Bearer KEY}, {@code x-api-key: KEY}, or, for
 * reading only, {@code Authorization: Basic} with the key as password, which is what a browser can
 * ask a person for. A request without a known key goes on as nobody; so does one whose key could
 * not be looked up, with the reason under {@link #TROUBLE}, for whoever would refuse it.
 */
public final class KeyFilter extends OncePerRequestFilter {
  /** The request attribute with the problem of looking a key up; absent where there was none. */
  public static final String TROUBLE = "io.annals.keyTrouble";

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final Credentials credentials;

  public KeyFilter(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String key = key(request);
    Optional<Caller> caller = key == null ? Optional.empty() : caller(request, key);
    if (caller.isPresent()) {
      request.setAttribute(Caller.ATTRIBUTE, caller.get());
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(
          UsernamePasswordAuthenticationToken.authenticated(caller.get(), null, List.of()));
      SecurityContextHolder.setContext(context);
    }
    chain.doFilter(request, response);
  }

  private Optional<Caller> caller(HttpServletRequest request, String key) {
    try {
      return credentials.authenticate(key);
    } catch (ProblemException e) {
      request.setAttribute(TROUBLE, e);
      return Optional.empty();
    }
  }

  /** Streams and long waits are answered in a second dispatch, which needs the caller again. */
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  /** What the web server refuses by itself is told to whoever has a key as what it is. */
  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  private static @Nullable String key(HttpServletRequest request) {
    String apiKey = request.getHeader("x-api-key");
    if (apiKey != null) {
      return apiKey;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return null;
    }
    if (startsWith(authorization, BEARER)) {
      return authorization.substring(BEARER.length()).strip();
    }
    boolean reads = "GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod());
    if (reads && startsWith(authorization, BASIC)) {
      return password(authorization.substring(BASIC.length()).strip());
    }
    return null;
  }

  private static @Nullable String password(String encoded) {
    try {
      String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return decoded.substring(decoded.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean startsWith(String text, String scheme) {
    return text.length() > scheme.length()
        && text.substring(0, scheme.length()).toLowerCase(Locale.ROOT).equals(scheme);
  }
}
