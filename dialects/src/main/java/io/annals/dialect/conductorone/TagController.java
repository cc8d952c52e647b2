package io.annals.dialect.conductorone;

import io.annals.api.function.Expected;
import io.annals.api.function.SetAlias;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Violation;
import io.annals.api.resource.Function;
import io.annals.api.resource.Revision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Tags: set, which also moves them, and listed. */
@Controller
final class TagController {
  private static final String TAGS = "/api/v1/functions/{function}/tags";

  /** What other APIs move by themselves is no tag of anybody's. */
  private static final String BY_ITSELF = "$";

  private final C1Registry registry;
  private final CommitView commits;

  TagController(C1Registry registry, CommitView commits) {
    this.registry = registry;
    this.commits = commits;
  }

  @PostMapping(TAGS)
  void set(@PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Members body = C1Json.read(request);
    String name = CommitView.tag(body.required("name"));
    Function live = registry.function(call, function);
    Revision commit = commits.find(call, live, body.required("commitId"));
    if (name.startsWith(BY_ITSELF)) {
      throw body.wrong("name", "Must not begin with '" + BY_ITSELF + "'.");
    }
    try {
      registry.send(
          call, new SetAlias(function, call.namespace(), name, commit.id(), Expected.ANY));
    } catch (ProblemException e) {
      throw e.violations().isEmpty()
          ? e
          : ProblemException.of(
              e.type(),
              e.violations().stream().map(v -> new Violation("name", v.description())).toList());
    }
    C1Json.ok(response, Map.of());
  }

  @GetMapping(TAGS)
  void list(@PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Function live = registry.function(call, function);
    Map<String, Optional<Revision>> known = new HashMap<>();
    Map<String, Object> tags = new LinkedHashMap<>();
    live.aliases()
        .forEach(
            (alias, id) -> {
              if (!alias.startsWith(BY_ITSELF)) {
                known
                    .computeIfAbsent(id, i -> registry.revision(call, function, i))
                    .ifPresent(commit -> tags.put(alias, FunctionView.commit(commit)));
              }
            });
    C1Json.ok(response, Map.of("tags", tags));
  }
}
