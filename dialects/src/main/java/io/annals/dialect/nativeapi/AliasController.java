package io.annals.dialect.nativeapi;

import io.annals.api.function.RemoveAlias;
import io.annals.api.function.SetAlias;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.query.ListAliases;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Page;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;

/** The aliases of a function, now and over time. */
@Controller
final class AliasController {
  private static final String ALIASES = "/v1/functions/{function:[^:]+}/aliases";

  private final Registry registry;
  private final Mutations mutations;

  AliasController(Registry registry, Mutations mutations) {
    this.registry = registry;
    this.mutations = mutations;
  }

  @GetMapping(ALIASES)
  Reply list(Call call, @PathVariable String function) {
    ListParameters.without(call, "filter", "orderBy");
    return list(new ListAliases(call.function(function), ListParameters.page(call)));
  }

  @GetMapping(ALIASES + "/{alias}")
  Reply get(Call call, @PathVariable String function, @PathVariable String alias) {
    Page<Alias> newest =
        registry.askPage(
            new ListAliasHistory(call.function(function), alias, new PageRequest(1, null)));
    return newest.items().stream()
        .filter(entry -> entry.effectiveTo() == null)
        .findFirst()
        .map(Reply::ok)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "The alias '" + alias + "' was removed; its history tells what it named."));
  }

  @PutMapping(ALIASES + "/{alias}")
  Reply set(Call call, @PathVariable String function, @PathVariable String alias) {
    String revision =
        Objects.requireNonNull(
            Bodies.members(call, Map.of("revision", Bodies::revision), List.of("revision"))
                .text("revision"));
    var expected = call.expected();
    String id = registry.idOf(call, function, false);
    return mutations.send(
        call,
        new SetAlias(
            id,
            call.scope(),
            alias,
            RevisionController.idOf(registry, call, id, revision),
            expected));
  }

  @DeleteMapping(ALIASES + "/{alias}")
  Reply remove(Call call, @PathVariable String function, @PathVariable String alias) {
    var expected = call.expected();
    String id = registry.idOf(call, function, false);
    return mutations.send(call, new RemoveAlias(id, call.scope(), alias, expected));
  }

  @GetMapping(ALIASES + ":history")
  Reply history(Call call, @PathVariable String function) {
    return history(call, function, null);
  }

  @GetMapping(ALIASES + "/{alias}/history")
  Reply historyOfOne(Call call, @PathVariable String function, @PathVariable String alias) {
    return history(call, function, alias);
  }

  private Reply history(Call call, String function, @Nullable String alias) {
    ListParameters.without(call, "filter", "orderBy");
    return list(new ListAliasHistory(call.function(function), alias, ListParameters.page(call)));
  }

  private Reply list(Object query) {
    Page<Alias> page = registry.askPage(query);
    return Reply.list("aliases", page.items(), page.nextPageToken());
  }
}
