package io.annals.dialect.nativeapi;

import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.PurgeFunction;
import io.annals.api.function.UndeleteFunction;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindFunction;
import io.annals.api.query.ListFunctions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Functions: their current state, and their state at any time. */
@Controller
final class FunctionController {
  private final Registry registry;
  private final Mutations mutations;
  private final CodeStore code;

  FunctionController(Registry registry, Mutations mutations, CodeStore code) {
    this.registry = registry;
    this.mutations = mutations;
    this.code = code;
  }

  @PostMapping("/v1/functions")
  Reply create(Call call) {
    FunctionBody body = FunctionBody.creation(call.request(), call.fingerprint());
    String namespace = namespace(call, body);
    return mutations.send(
        call,
        new CreateFunction(
            newId(call, namespace), namespace, body.changes(), code.store(body.code())));
  }

  @GetMapping("/v1/functions")
  Reply list(Call call) {
    Page<Function> page =
        registry.askPage(
            new ListFunctions(
                call.scope(),
                ListParameters.filter(call),
                ListParameters.orderBy(call),
                ListParameters.page(call),
                call.query().flag("showDeleted"),
                Timestamps.parameter(call.query(), "asOf")));
    return Reply.list("functions", page.items(), page.nextPageToken());
  }

  @GetMapping("/v1/functions/{function:[^:]+}")
  Reply get(Call call, @PathVariable String function) {
    Long version = call.query().positive("version");
    Instant asOf = Timestamps.parameter(call.query(), "asOf");
    if (version != null && asOf != null) {
      throw ProblemException.invalid("asOf", "Give either version or asOf.");
    }
    Function found =
        registry.ask(
            new FindFunction(
                call.function(function), call.query().flag("showDeleted"), version, asOf),
            Function.class);
    Map<String, String> headers = Map.of("ETag", EntityTags.quoted(found.etag()));
    return EntityTags.matches(call.request().getHeader("If-None-Match"), found.etag())
        ? new Reply(304, null, headers)
        : new Reply(200, found, headers);
  }

  @PatchMapping("/v1/functions/{function:[^:]+}")
  Reply update(Call call, @PathVariable String function) {
    FunctionBody body = FunctionBody.update(call.request(), call.fingerprint());
    String mask = call.query().get(FieldMask.PARAMETER);
    var changes = body.changes(mask);
    var newCode = body.code(mask);
    var expected = call.expected();
    return mutations.send(
        call,
        new UpdateFunction(
            registry.idOf(call, function, false),
            call.scope(),
            changes,
            code.store(newCode),
            expected));
  }

  /** A retry finds the function also when the first attempt has freed its name already. */
  @DeleteMapping("/v1/functions/{function:[^:]+}")
  Reply delete(Call call, @PathVariable String function) {
    var expected = call.expected();
    String id = registry.idOf(call, function, call.idempotencyKey() != null);
    return mutations.send(call, new DeleteFunction(id, call.scope(), expected));
  }

  @PostMapping("/v1/functions/{function:[^:]+}:undelete")
  Reply undelete(Call call, @PathVariable String function) {
    var expected = call.expected();
    String id = registry.idOf(call, function, true);
    return mutations.send(call, new UndeleteFunction(id, call.scope(), expected));
  }

  @PostMapping("/v1/functions/{function:[^:]+}:purge")
  Reply purge(Call call, @PathVariable String function) {
    var expected = call.expected();
    String id = registry.idOf(call, function, true);
    return mutations.send(call, new PurgeFunction(id, call.scope(), expected));
  }

  /** The id of a function to be made: the same for the same idempotency key. */
  static String newId(Call call, String namespace) {
    return call.idempotencyKey() == null
        ? FunctionIds.next()
        : FunctionIds.forKey(namespace, call.caller().principal(), call.idempotencyKey());
  }

  private static String namespace(Call call, FunctionBody body) {
    if (body.namespace() == null) {
      return call.namespace();
    }
    if (call.query().nonEmpty("namespace") != null && !body.namespace().equals(call.namespace())) {
      throw ProblemException.invalid(
          "namespace", "Is given in the query and in the body, and they differ; send one.");
    }
    return Call.reached(call.caller(), body.namespace());
  }
}
