package io.annals.dialect.insforge;

import io.annals.api.function.FileRef;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindRevisions;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the functions of a project that this dialect can show. */
final class Functions {
  private final Registry registry;
  private final CodeFiles code;

  Functions(Registry registry, CodeFiles code) {
    this.registry = registry;
    this.code = code;
  }

  /**
   * A function with its newest code.
   *
   * @param revision its head
   * @param file the head's only file
   */
  record Found(Function function, Revision revision, FileRef file) {}

  /**
   * The function of a slug.
   *
   * @throws Refusal if there is none that can be shown
   */
  Found find(String project, String slug) {
    Function function;
    try {
      function =
          registry.ask(
              new FindFunction(new FunctionRef(slug, project, project), false, null, null),
              Function.class);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NOT_FOUND ? Refusal.noFunction() : e;
    }
    // An id finds functions that have a name, too; here only the name does.
    if (!FunctionView.slug(function).equals(slug)) {
      throw Refusal.noFunction();
    }
    Revision revision = heads(project, List.of(function)).get(function.head());
    Optional<FileRef> file = code.in(revision);
    if (revision == null || file.isEmpty()) {
      throw Refusal.noFunction();
    }
    return new Found(function, revision, file.get());
  }

  /** All of a project, newest first. */
  List<Function> all(String project) {
    List<Function> shown = new ArrayList<>();
    String next = null;
    do {
      Page<Function> page =
          registry.askPage(
              new ListFunctions(
                  project,
                  null,
                  List.of(new Order("createTime", true)),
                  new PageRequest(PageRequest.MAX_SIZE, next),
                  false));
      Map<String, Revision> heads = heads(project, page.items());
      for (Function function : page.items()) {
        if (code.in(heads.get(function.head())).isPresent()) {
          shown.add(function);
        }
      }
      next = page.nextPageToken();
    } while (next != null);
    return shown;
  }

  /** The code of a function as of an event after it was found. */
  String codeOf(Function function, Found before) {
    if (before.revision().id().equals(function.head())) {
      return code.text(before.file());
    }
    Revision head = heads(function.namespace(), List.of(function)).get(function.head());
    return code.in(head).map(code::text).orElse("");
  }

  private Map<String, Revision> heads(String project, List<Function> functions) {
    Set<String> ids = new HashSet<>();
    for (Function function : functions) {
      @Nullable String head = function.head();
      if (head != null) {
        ids.add(head);
      }
    }
    Map<String, Revision> heads = new HashMap<>();
    if (!ids.isEmpty()) {
      Page<Revision> found = registry.askPage(new FindRevisions(ids, project));
      found.items().forEach(revision -> heads.put(revision.id(), revision));
    }
    return heads;
  }
}
