package io.annals.dialect.conductorone;

import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.NewRevision;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Functions: made, listed, read, updated, deleted, searched. */
@Controller
final class FunctionController {
  private static final String GENERIC_MESSAGE = "Update function code";

  private final C1Registry registry;
  private final FunctionWriter writer;
  private final CommitCode code;
  private final CommitView commits;

  FunctionController(
      C1Registry registry, FunctionWriter writer, CommitCode code, CommitView commits) {
    this.registry = registry;
    this.writer = writer;
    this.code = code;
    this.commits = commits;
  }

  @PostMapping("/api/v1/functions")
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    C1Call call = C1Call.of(request);
    Members body = C1Json.read(request);
    Map<String, String> content = body.textMap("initialContent");
    Changes changes =
        Changes.of(Field.DISPLAY_NAME, body.text("displayName"))
            .with(Field.DESCRIPTION, body.text("description"))
            .with(Field.KIND, FunctionTypes.kind(body.get("functionType")));
    NewRevision revision =
        content.isEmpty() ? null : code.of("initialContent", content, body.text("commitMessage"));
    String id = FunctionIds.next();
    C1Registry.Done done =
        registry.send(call, new CreateFunction(id, call.namespace(), changes, revision));
    Function function =
        done.function()
            .orElseGet(
                () -> FunctionWriter.coming(FunctionWriter.blank(call, id), changes, revision, 1));
    answer(call, response, function, revision);
  }

  @GetMapping("/api/v1/functions")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    C1Call call = C1Call.of(request);
    C1Json.ok(response, list(call, FunctionTypes.shown(), C1Page.of(request)));
  }

  @PostMapping("/api/v1/search/functions")
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    C1Call call = C1Call.of(request);
    Members body = C1Json.read(request);
    List<Filter> all = new ArrayList<>();
    all.add(FunctionTypes.shown());
    Filter types = FunctionTypes.oneOf(body.list("functionTypes"));
    if (types != null) {
      all.add(types);
    }
    String query = body.text("query").strip();
    if (!query.isEmpty()) {
      all.add(
          new Filter.Or(
              List.of(
                  new Comparison("displayName", Operator.HAS, query),
                  new Comparison("description", Operator.HAS, query),
                  new Comparison("name", Operator.HAS, query))));
    }
    C1Json.ok(response, list(call, new Filter.And(all), C1Page.of(body)));
  }

  private Map<String, Object> list(C1Call call, Filter filter, PageRequest part) {
    Page<Function> page =
        registry.askPage(new ListFunctions(call.namespace(), filter, List.of(), part, false));
    return FunctionView.list(page.items().stream().map(FunctionView::function).toList(), page);
  }

  @GetMapping("/api/v1/functions/{id}")
  void get(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Function function = registry.function(C1Call.of(request), id);
    C1Json.ok(response, Map.of("function", FunctionView.function(function)));
  }

  @PostMapping("/api/v1/functions/update")
  void update(HttpServletRequest request, HttpServletResponse response) throws IOException {
    C1Call call = C1Call.of(request);
    Members body = C1Json.read(request);
    Members sent = body.object("function");
    if (sent == null) {
      throw body.wrong("function", "Is required.");
    }
    String id = sent.required("id");
    Set<String> fields = UpdateMask.of(body, sent);
    Map<String, String> content = body.textMap("content");
    String message = body.text("commitMessage");
    NewRevision revision =
        content.isEmpty()
            ? null
            : code.of("content", content, message.isEmpty() ? GENERIC_MESSAGE : message);
    Function updated =
        C1Registry.repeat(
            () -> {
              Function present = registry.function(call, id);
              Changes changes = writer.changes(fields, sent, present);
              return update(
                  call, present, changes, revision, FunctionWriter.expected(fields, present));
            });
    answer(call, response, updated, revision);
  }

  private Function update(
      C1Call call,
      Function present,
      Changes changes,
      @Nullable NewRevision revision,
      Expected expected) {
    try {
      C1Registry.Done done =
          registry.send(
              call,
              new UpdateFunction(present.id(), call.namespace(), changes, revision, expected));
      return done.function()
          .orElseGet(
              () -> FunctionWriter.coming(present, changes, revision, done.accepted().version()));
    } catch (ProblemException e) {
      throw FunctionWriter.inTheseWords(e);
    }
  }

  @DeleteMapping("/api/v1/functions/{id}")
  void delete(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    registry.function(call, id);
    registry.send(call, new DeleteFunction(id, call.namespace(), Expected.ANY));
    C1Json.ok(response, Map.of());
  }

  private void answer(
      C1Call call, HttpServletResponse response, Function function, @Nullable NewRevision revision)
      throws IOException {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("function", FunctionView.function(function));
    if (revision != null) {
      answer.put("commit", commits.of(call, function.id(), revision));
    }
    C1Json.ok(response, answer);
  }
}
