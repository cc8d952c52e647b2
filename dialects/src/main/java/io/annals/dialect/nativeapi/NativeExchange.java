package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Hands a {@link Call} to the routes of this dialect and writes their {@link Reply}: with a JSON of
 * its own, whatever message converters the other dialects need.
 */
final class NativeExchange
    implements HandlerMethodArgumentResolver, HandlerMethodReturnValueHandler {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Call.class;
  }

  @Override
  public Call resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binderFactory) {
    return call((HttpServletRequest) webRequest.getNativeRequest());
  }

  /** The call of a client that accepts JSON. */
  static Call call(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    if (accept != null && !acceptsJson(accept)) {
      throw ProblemException.of(
          ProblemType.NOT_ACCEPTABLE,
          "This route answers in application/json only; send Accept: application/json.");
    }
    return Call.of(request);
  }

  @Override
  public boolean supportsReturnType(MethodParameter returnType) {
    return returnType.getParameterType() == Reply.class;
  }

  @Override
  public void handleReturnValue(
      @Nullable Object returnValue,
      MethodParameter returnType,
      ModelAndViewContainer container,
      NativeWebRequest webRequest)
      throws IOException {
    container.setRequestHandled(true);
    if (returnValue instanceof Reply reply) {
      write(reply, (HttpServletResponse) webRequest.getNativeResponse());
    }
  }

  private static void write(Reply reply, @Nullable HttpServletResponse response)
      throws IOException {
    if (response == null) {
      return;
    }
    byte[] body = reply.body() == null ? null : NativeJson.bytes(reply.body());
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    if (body != null) {
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }

  static boolean acceptsJson(String accept) {
    if (accept.equals("*/*") || accept.equals("application/json")) {
      return true;
    }
    for (String range : accept.split(",", -1)) {
      String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
      String type = parts[0].strip();
      if ((type.equals("*/*") || type.equals("application/*") || type.equals("application/json"))
          && !isExcluded(parts)) {
        return true;
      }
    }
    return accept.isBlank();
  }

  private static boolean isExcluded(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].strip().matches("q=0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }
}
