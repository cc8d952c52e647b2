package io.annals.dialect.insforge;

import io.annals.api.context.RequestContext;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionStatus;
import io.annals.api.function.NewRevision;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Function;
import io.annals.dialect.insforge.Functions.Found;
import io.annals.dialect.insforge.Registry.Done;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The five routes of functions. One request that changes a function is one event. */
final class FunctionRoutes {
  private static final int ATTEMPTS = 50;

  private final Registry registry;
  private final Functions functions;
  private final CodeFiles code;
  private final ForbiddenCode forbidden;

  FunctionRoutes(Registry registry, Functions functions, CodeFiles code, ForbiddenCode forbidden) {
    this.registry = registry;
    this.functions = functions;
    this.code = code;
    this.forbidden = forbidden;
  }

  Answer list(Exchange exchange) {
    List<Object> shown = new ArrayList<>();
    functions.all(exchange.project()).forEach(f -> shown.add(FunctionView.full(f, null)));
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("functions", shown);
    body.put("runtime", Map.of("status", "unavailable"));
    body.put("deploymentUrl", null);
    return Answer.ok(body);
  }

  Answer get(Exchange exchange) {
    Found found = functions.find(exchange.project(), exchange.variable());
    return Answer.ok(FunctionView.full(found.function(), code.text(found.file())));
  }

  Answer create(Exchange exchange) {
    FunctionBody body = FunctionBody.ofCreation(exchange.body());
    String slug = Objects.requireNonNull(body.slug());
    forbidden.check(body.code());
    String text = Objects.requireNonNull(body.code());
    NewRevision revision = code.store(text, null);
    boolean draft = body.status() == FunctionStatus.DRAFT;
    Changes changes =
        Changes.of(Field.NAME, slug)
            .with(Field.DISPLAY_NAME, body.name())
            .with(Field.CONFIG, new Facts(true, draft ? null : now(), false).into(Map.of()));
    if (draft) {
      changes = changes.with(Field.STATUS, FunctionStatus.DRAFT.name());
    }
    if (body.description() != null && !body.description().isEmpty()) {
      changes = changes.with(Field.DESCRIPTION, body.description());
    }
    String id = FunctionIds.next();
    RequestContext context = exchange.context();
    Done done;
    try {
      done = registry.send(new CreateFunction(id, exchange.project(), changes, revision), context);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NAME_TAKEN ? Refusal.exists(slug) : e;
    }
    Changes accepted = changes;
    Function function =
        done.function()
            .orElseGet(
                () -> Unseen.created(id, exchange.project(), slug, accepted, revision, context));
    return Answer.of(201, written(function, text));
  }

  Answer update(Exchange exchange) {
    FunctionBody body = FunctionBody.ofUpdate(exchange.body());
    forbidden.check(body.code());
    for (int attempt = 1; ; attempt++) {
      Found found = functions.find(exchange.project(), exchange.variable());
      try {
        return update(exchange, body, found);
      } catch (ProblemException e) {
        // Somebody came between, and the config is written as a whole.
        if (e.type() != ProblemType.STALE_VERSION || attempt == ATTEMPTS) {
          throw e;
        }
        Registry.pause(attempt);
      }
    }
  }

  private Answer update(Exchange exchange, FunctionBody body, Found found) {
    Function before = found.function();
    Changes changes = changes(body, before);
    NewRevision revision = body.code() == null ? null : code.store(body.code(), found.revision());
    Expected expected =
        changes.has(Field.CONFIG) ? Expected.sequence(before.sequence()) : Expected.ANY;
    Done done =
        registry.send(
            new UpdateFunction(before.id(), before.namespace(), changes, revision, expected),
            exchange.context());
    Function function =
        done.function().orElseGet(() -> Unseen.updated(before, done.accepted(), changes, revision));
    return Answer.ok(
        written(function, body.code() == null ? functions.codeOf(function, found) : body.code()));
  }

  private static Changes changes(FunctionBody body, Function before) {
    Changes changes = Changes.none();
    if (body.name() != null) {
      changes = changes.with(Field.DISPLAY_NAME, body.name());
    }
    if (body.description() != null) {
      changes = changes.with(Field.DESCRIPTION, body.description());
    }
    if (body.status() != null) {
      changes = changes.with(Field.STATUS, body.status().name());
    }
    Facts known = Facts.in(before.config());
    boolean activated = body.status() == FunctionStatus.ACTIVE;
    boolean emptied = "".equals(body.description());
    boolean unnamed = "".equals(body.name());
    if (activated || emptied && !known.emptyDescription() || unnamed && !known.ours()) {
      Facts facts =
          new Facts(
              true, activated ? now() : known.deployedAt(), emptied || known.emptyDescription());
      changes = changes.with(Field.CONFIG, facts.into(before.config()));
    }
    return changes;
  }

  Answer delete(Exchange exchange) {
    String slug = exchange.variable();
    Function function = functions.find(exchange.project(), slug).function();
    registry.send(
        new DeleteFunction(function.id(), function.namespace(), Expected.ANY), exchange.context());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", true);
    body.put("message", "Function " + slug + " deleted successfully");
    return Answer.ok(body);
  }

  private static Map<String, @Nullable Object> written(Function function, String code) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("success", true);
    body.put("function", FunctionView.full(function, code));
    body.put("deployment", null);
    return body;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
