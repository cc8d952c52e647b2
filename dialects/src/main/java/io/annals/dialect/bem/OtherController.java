package io.annals.dialect.bem;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What belongs to running functions, which a registry does not do, and what is no route at all. */
@Controller
final class OtherController {
  private static final String RUNTIME =
      "/v3/(workflows/[^/]+/call"
          + "|functions/(metrics|compare|review|regression(/corrections)?)"
          + "|(calls|outputs|errors|events|eval|fs|infer-schema|collections|webhook-secret"
          + "|subscriptions|connectors|buckets|views|users|entities)(/.*)?)";

  @RequestMapping({
    "/v3/**",
    "/v3/functions/metrics",
    "/v3/functions/compare",
    "/v3/functions/review",
    "/v3/functions/regression"
  })
  void other(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (path.matches(RUNTIME)) {
      throw BemException.unimplemented(
          "This registry keeps functions and workflows and runs none: "
              + path
              + " is not available here.");
    }
    throw BemException.notFound("There is no route " + request.getMethod() + " " + path + ".");
  }
}
