package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.FindProjection;
import io.annals.api.query.ListProjections;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.resource.Projection;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The read models, for operators: only a key that reaches all namespaces gets in. */
@Controller
final class AdminController {
  private final Registry registry;

  AdminController(Registry registry) {
    this.registry = registry;
  }

  @GetMapping("/v1/admin/projections")
  Reply list(Call call) {
    requireOperator(call);
    Page<Projection> page = registry.askPage(new ListProjections());
    return Reply.list("projections", page.items(), page.nextPageToken());
  }

  @GetMapping("/v1/admin/projections/{projection:[^:]+}")
  Reply get(Call call, @PathVariable String projection) {
    requireOperator(call);
    return Reply.ok(registry.ask(new FindProjection(projection), Projection.class));
  }

  @PostMapping("/v1/admin/projections/{projection:[^:]+}:replay")
  Reply replay(Call call, @PathVariable String projection) {
    requireOperator(call);
    Operation operation = registry.send(new ReplayProjection(projection), call.context());
    return new Reply(202, operation, Map.of("Location", "/v1/operations/" + operation.id()));
  }

  private static void requireOperator(Call call) {
    if (call.caller().namespaces() != null) {
      throw ProblemException.of(
          ProblemType.PERMISSION_DENIED,
          "Projections are shared by all namespaces; use a key that reaches all of them, such as"
              + " the root key.");
    }
  }
}
