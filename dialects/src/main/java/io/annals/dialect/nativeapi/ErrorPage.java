package io.annals.dialect.nativeapi;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers where the servlet container dispatches an error to, instead of its HTML page. */
@Controller
final class ErrorPage implements ErrorController {
  private final ProblemResponses responses;

  ErrorPage(ProblemResponses responses) {
    this.responses = responses;
  }

  @RequestMapping("${spring.web.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND;
    responses.write(request, response, StatusProblems.of(status, request, response));
  }
}
