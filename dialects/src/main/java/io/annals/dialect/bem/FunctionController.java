package io.annals.dialect.bem;

import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindVersion;
import io.annals.api.query.ListVersions;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Version;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Functions and their versions. */
@Controller
final class FunctionController {
  private final BemRegistry registry;
  private final FunctionView view;
  private final FunctionWrites writes;
  private final FreeNames names;
  private final NextFunction next;

  FunctionController(
      BemRegistry registry, FunctionView view, FunctionWrites writes, FreeNames names) {
    this.registry = registry;
    this.view = view;
    this.writes = writes;
    this.names = names;
    this.next = new NextFunction(registry);
  }

  @PostMapping("/v3/functions")
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = next.byId(call, BemJson.read(request));
    String type = FunctionTypes.written(body);
    Changes changes =
        common(body)
            .with(Field.KIND, type)
            .with(Field.CONFIG, FunctionTypes.created(type, body))
            .with(Field.NAME, names.function(call, body.required("functionName"), "functionName"));
    answer(call, response, writes.create(call, changes));
  }

  @GetMapping("/v3/functions/{name}")
  void get(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    answer(call, response, find(call, name));
  }

  @PatchMapping("/v3/functions/{name}")
  void update(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Members body = next.byId(call, BemJson.read(request));
    Function updated = BemRegistry.repeat(() -> update(call, find(call, name), body));
    answer(call, response, updated);
  }

  private Function update(BemCall call, Function present, Members body) {
    String type = FunctionTypes.written(body);
    if (!type.equals(present.kind())) {
      throw BemException.malformed(
          "type", "Must be " + present.kind() + ": the type of a function stays.");
    }
    // Only what differs, so that the history does not tell of what was merely sent again.
    Changes changes =
        present
            .definition()
            .with(
                common(body)
                    .with(Field.CONFIG, FunctionTypes.updated(type, present.config(), body)))
            .changesFrom(present.definition());
    String newName = body.text("functionName");
    if (newName != null && !newName.equals(present.name())) {
      changes = changes.with(Field.NAME, names.function(call, newName, "functionName"));
    }
    return writes.update(call, present, changes, Expected.sequence(present.sequence()));
  }

  @DeleteMapping("/v3/functions/{name}")
  void delete(@PathVariable String name, HttpServletRequest request, HttpServletResponse response) {
    BemCall call = BemCall.of(request);
    writes.delete(call, find(call, name));
    response.setStatus(204);
  }

  @PostMapping("/v3/functions/copy")
  void copy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Function source = find(call, body.required("sourceFunctionName"));
    BemCall target = call.towards(body.text("targetEnvironment"));
    String name = names.function(target, body.required("targetFunctionName"), "targetFunctionName");
    String displayName = body.text("targetDisplayName");
    List<String> tags = body.texts("tags");
    Changes changes =
        FunctionWrites.copied(source.definition(), Definition.DEFAULT)
            .with(Field.NAME, name)
            .with(
                Field.DISPLAY_NAME,
                displayName == null ? FunctionView.copyOf(source.displayName()) : displayName)
            .with(Field.TAGS, tags == null ? source.tags() : tags);
    answer(target, response, writes.create(target, changes));
  }

  @GetMapping("/v3/functions/{name}/versions")
  void versions(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Function function = find(call, name);
    List<Version> versions = new ArrayList<>();
    String token = null;
    do {
      Page<Version> page =
          registry.askPage(
              new ListVersions(
                  call.function(function.id()),
                  null,
                  List.of(),
                  new PageRequest(PageRequest.MAX_SIZE, token)));
      versions.addAll(page.items());
      token = page.nextPageToken();
    } while (token != null);
    BemJson.write(
        response,
        200,
        Map.of(
            "versions",
            view.versions(call, versions, function.version()),
            "totalCount",
            versions.size()));
  }

  @GetMapping("/v3/functions/{name}/versions/{version}")
  void version(
      @PathVariable String name,
      @PathVariable String version,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Function function = find(call, name);
    Version found =
        registry.ask(new FindVersion(call.function(function.id()), number(version)), Version.class);
    BemJson.write(
        response,
        200,
        Map.of("function", view.versions(call, List.of(found), function.version()).get(0)));
  }

  static long number(String version) {
    if (!version.matches("[1-9][0-9]{0,17}")) {
      throw BemException.malformed("versionNum", "Must be a whole number from 1.");
    }
    return Long.parseLong(version);
  }

  private Function find(BemCall call, String name) {
    return registry
        .find(new FindFunction(call.function(name), false, null, null), Function.class)
        .filter(FunctionView::isShown)
        .orElseThrow(() -> BemException.notFound("There is no function " + name + "."));
  }

  private void answer(BemCall call, HttpServletResponse response, Function function)
      throws IOException {
    BemJson.write(response, 200, Map.of("function", view.one(call, function)));
  }

  private static Changes common(Members body) {
    Changes changes = Changes.none();
    if (body.has("displayName")) {
      changes = changes.with(Field.DISPLAY_NAME, body.text("displayName"));
    }
    if (body.has("description")) {
      changes = changes.with(Field.DESCRIPTION, body.text("description"));
    }
    return body.has("tags") ? changes.with(Field.TAGS, body.texts("tags")) : changes;
  }
}
