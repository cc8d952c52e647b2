package io.annals.dialect.nativeapi;

import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Definition;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.NewRevision;
import io.annals.api.function.RevertFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.BlameFunction;
import io.annals.api.query.DiffVersions;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindVersion;
import io.annals.api.query.ListVersions;
import io.annals.api.resource.Blame;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.api.resource.Version;
import io.annals.api.resource.VersionDiff;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The versions of a function, and new functions and versions made of old ones. */
@Controller
final class HistoryController {
  private final Registry registry;
  private final Mutations mutations;

  HistoryController(Registry registry, Mutations mutations) {
    this.registry = registry;
    this.mutations = mutations;
  }

  @GetMapping("/v1/functions/{function:[^:]+}/versions")
  Reply list(Call call, @PathVariable String function) {
    Page<Version> page =
        registry.askPage(
            new ListVersions(
                call.function(function),
                ListParameters.filter(call),
                ListParameters.orderBy(call),
                ListParameters.page(call)));
    return Reply.list("versions", page.items(), page.nextPageToken());
  }

  @GetMapping("/v1/functions/{function:[^:]+}/versions/{version:[^:]+}")
  Reply get(Call call, @PathVariable String function, @PathVariable String version) {
    return Reply.ok(find(call, function, number(version)));
  }

  @GetMapping("/v1/functions/{function:[^:]+}/versions/{version:[^:]+}:diff")
  Reply diff(Call call, @PathVariable String function, @PathVariable String version) {
    Long with = call.query().positive("with");
    if (with == null) {
      throw ProblemException.invalid("with", "Is missing; name the version to compare with.");
    }
    return Reply.ok(
        registry.ask(
            new DiffVersions(call.function(function), number(version), with), VersionDiff.class));
  }

  @GetMapping("/v1/functions/{function:[^:]+}:blame")
  Reply blame(Call call, @PathVariable String function) {
    Long version = call.query().positive("version");
    return Reply.ok(registry.ask(new BlameFunction(call.function(function), version), Blame.class));
  }

  @PostMapping("/v1/functions/{function:[^:]+}:revert")
  Reply revert(Call call, @PathVariable String function) {
    long version =
        Bodies.members(call, Map.of("version", Bodies::positive), List.of("version"))
            .number("version");
    var expected = call.expected();
    String id = registry.idOf(call, function, false);
    Definition restored = find(call, id, version).function().definition();
    return mutations.send(call, new RevertFunction(id, call.scope(), version, restored, expected));
  }

  /**
   * A copy starts at version 1, with the head's code and without aliases or a published revision.
   */
  @PostMapping("/v1/functions/{function:[^:]+}:copy")
  Reply copy(Call call, @PathVariable String function) {
    Bodies body =
        Bodies.members(
            call, Map.of("name", JsonTerms::text, "namespace", JsonTerms::text), List.of("name"));
    String asked = body.text("namespace");
    Function source =
        registry.ask(new FindFunction(call.function(function), false, null, null), Function.class);
    String namespace = asked == null ? source.namespace() : Call.reached(call.caller(), asked);
    Changes changes =
        source
            .definition()
            .changesFrom(Definition.DEFAULT)
            .without(Field.HEAD)
            .without(Field.PUBLISHED)
            .with(Field.NAME, body.text("name"));
    return mutations.send(
        call,
        new CreateFunction(
            FunctionController.newId(call, namespace), namespace, changes, head(call, source)));
  }

  private @Nullable NewRevision head(Call call, Function source) {
    if (source.head() == null) {
      return null;
    }
    Revision head =
        registry.ask(new FindRevision(call.function(source.id()), source.head()), Revision.class);
    return new NewRevision(
        FunctionIds.next(),
        head.files(),
        head.runtime(),
        head.entrypoint(),
        head.settings(),
        head.message(),
        List.of());
  }

  private Version find(Call call, String function, long version) {
    return registry.ask(new FindVersion(call.function(function), version), Version.class);
  }

  private static long number(String version) {
    Long number = Numbers.whole(version);
    if (number == null || number < 1) {
      throw ProblemException.notFound(
          "There is no version '" + version + "'; versions are numbered from 1.");
    }
    return number;
  }
}
