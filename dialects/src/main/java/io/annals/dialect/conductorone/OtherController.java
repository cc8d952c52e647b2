package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What a registry has no answer for, since it runs nothing; and what is no route at all. */
@Controller
final class OtherController {
  private static final String FUNCTION = "/api/v1/functions/{function}";

  /** The paths that other methods answer on. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "/api/v1/(search/functions|functions(/[^/]+(/(commits(/[^/]+(/(finalize|lockfile))?)?"
              + "|tags|invocations(/[^/]+)?|invoke|test))?)?)|/auth/v1/token|/file/[^/]+");

  private final C1Registry registry;

  OtherController(C1Registry registry) {
    this.registry = registry;
  }

  @GetMapping(FUNCTION + "/invocations")
  void invocations(
      @PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    registry.function(C1Call.of(request), function);
    C1Json.ok(response, FunctionView.list(List.of(), ""));
  }

  @PostMapping(FUNCTION + "/invocations/search")
  void search(
      @PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    invocations(function, request, response);
  }

  @GetMapping(FUNCTION + "/invocations/{id}")
  void invocation(
      @PathVariable String function, @PathVariable String id, HttpServletRequest request) {
    registry.function(C1Call.of(request), function);
    throw ProblemException.notFound("There is no invocation '" + id + "'.");
  }

  @PostMapping({FUNCTION + "/invoke", FUNCTION + "/test"})
  void run(@PathVariable String function, HttpServletRequest request) {
    registry.function(C1Call.of(request), function);
    throw unimplemented("This registry keeps functions and runs none.");
  }

  @GetMapping(FUNCTION + "/secret-encryption-key")
  void encryptionKey(@PathVariable String function, HttpServletRequest request) {
    registry.function(C1Call.of(request), function);
    throw unimplemented(
        "Secrets are not encrypted by clients any more; send them in the function's 'secret'.");
  }

  @RequestMapping({"/api/v1", "/api/v1/**", "/auth/v1/**", "/file/**"})
  void other(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (KNOWN.matcher(path).matches()) {
      throw unimplemented("The method " + request.getMethod() + " is not one of " + path + ".");
    }
    throw ProblemException.notFound("There is no route " + request.getMethod() + " " + path + ".");
  }

  private static ProblemException unimplemented(String sentence) {
    return ProblemException.of(ProblemType.UNIMPLEMENTED, sentence);
  }
}
