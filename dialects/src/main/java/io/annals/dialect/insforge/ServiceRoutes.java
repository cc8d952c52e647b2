package io.annals.dialect.insforge;

import io.annals.api.resource.Function;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients ask a project for beside its functions; what a registry has not is empty. */
final class ServiceRoutes {
  /** The release of the vendor's server whose API this is. Clients look at it when they start. */
  private static final String VERSION = "2.3.1";

  private final Functions functions;

  ServiceRoutes(Functions functions) {
    this.functions = functions;
  }

  Answer health(Exchange exchange) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", "ok");
    body.put("version", VERSION);
    body.put("service", "Annals");
    body.put("timestamp", Times.format(Instant.now()));
    return Answer.ok(body);
  }

  Answer metadata(Exchange exchange) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("auth", Map.of());
    body.put("database", nothing("tables"));
    body.put("storage", nothing("buckets"));
    body.put("functions", briefs(exchange));
    body.put("realtime", Map.of("channels", List.of(), "permissions", Map.of()));
    body.put("version", VERSION);
    return Answer.ok(body);
  }

  private static Map<String, Object> nothing(String what) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put(what, List.of());
    part.put("totalSizeInGB", 0);
    return part;
  }

  Answer functions(Exchange exchange) {
    return Answer.ok(briefs(exchange));
  }

  private List<Object> briefs(Exchange exchange) {
    List<Object> briefs = new ArrayList<>();
    for (Function function : functions.all(exchange.project())) {
      briefs.add(FunctionView.brief(function));
    }
    return briefs;
  }

  /** Takes a client's word that a tool was used, and keeps nothing of it. */
  Answer usage(Exchange exchange) {
    if (exchange.body().path("tool_name").asString("").isEmpty()) {
      throw Refusal.invalid("tool_name is required");
    }
    return Answer.ok(Map.of("success", true));
  }

  Answer buildLogs(Exchange exchange) {
    throw Refusal.of(
        404,
        "LOG_NOT_FOUND",
        "Build logs not available. Deno Deploy may not be configured or no deployments found.");
  }

  Answer logs(Exchange exchange) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("logs", List.of());
    body.put("total", 0);
    return Answer.ok(body);
  }

  Answer run(Exchange exchange) {
    throw Refusal.notHere("a function cannot be called here.");
  }

  Answer schedules(Exchange exchange) {
    throw Refusal.notHere("there are no schedules.");
  }

  Answer anonymous(Exchange exchange) {
    throw Refusal.notHere("there are no anonymous users, and so no tokens for them.");
  }
}
