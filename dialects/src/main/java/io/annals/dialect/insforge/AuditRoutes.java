package io.annals.dialect.insforge;

import io.annals.api.function.FileRef;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindRevisions;
import io.annals.api.query.ListHistory;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.History;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail: the history of the project's functions, whichever API each change came through.
 */
final class AuditRoutes {
  private static final String MODULE = "FUNCTIONS";
  private static final String KEY_ACTOR = "api-key";
  private static final int USUAL = 100;

  /** Bytes of code that one answer tells; the rows after that leave it out. */
  private static final long MOST_CODE = 64L << 20;

  private static final Map<String, String> TYPES =
      Map.of(
          "CREATE_FUNCTION", "FunctionCreated",
          "UPDATE_FUNCTION", "FunctionUpdated",
          "DELETE_FUNCTION", "FunctionDeleted");

  private final Registry registry;
  private final CodeFiles code;

  AuditRoutes(Registry registry, CodeFiles code) {
    this.registry = registry;
    this.code = code;
  }

  Answer list(Exchange exchange) {
    int limit = (int) number(exchange, "limit", USUAL, PageRequest.MAX_SIZE);
    long offset = number(exchange, "offset", 0, Integer.MAX_VALUE);
    String module = exchange.parameter("module");
    History history =
        module != null && !module.isEmpty() && !module.equals(MODULE)
            ? new History(List.of(), 0)
            : registry.ask(
                new ListHistory(exchange.project(), filter(exchange), offset, limit),
                History.class);
    Map<String, Revision> revisions = revisions(exchange.project(), history.items());
    Budget budget = new Budget();
    List<Object> rows = new ArrayList<>();
    history.items().forEach(item -> rows.add(row(item, revisions, budget)));
    String range = rows.isEmpty() ? "*" : offset + "-" + (offset + rows.size() - 1);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Range", range + "/" + history.total());
    headers.put("Preference-Applied", "count=exact");
    return new Answer(rows.size() < history.total() ? 206 : 200, rows, headers);
  }

  private static long number(Exchange exchange, String name, long usual, long most) {
    String text = exchange.parameter(name);
    if (text == null || text.isEmpty()) {
      return usual;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return Math.min(number, most);
      }
    } catch (NumberFormatException e) {
      // Refused below, as a negative one is.
    }
    throw Refusal.invalid(name + ": Must be a whole number from 0");
  }

  private static @Nullable Filter filter(Exchange exchange) {
    List<Filter> all = new ArrayList<>();
    String action = exchange.parameter("action");
    if (action != null && !action.isEmpty()) {
      all.add(new Comparison("type", Operator.EQUAL, TYPES.getOrDefault(action, camel(action))));
    }
    String actor = exchange.parameter("actor");
    if (actor != null && !actor.isEmpty()) {
      String principal = actor.equals(KEY_ACTOR) ? "key:*" : "user:" + actor.replace("*", "");
      all.add(new Comparison("principal", Operator.EQUAL, principal));
    }
    time(exchange, "start_date", "startDate")
        .ifPresent(
            from -> all.add(new Comparison("time", Operator.GREATER_OR_EQUAL, from.toString())));
    time(exchange, "end_date", "endDate")
        .ifPresent(
            until -> all.add(new Comparison("time", Operator.LESS_OR_EQUAL, until.toString())));
    return all.isEmpty() ? null : new Filter.And(all);
  }

  private static Optional<Instant> time(Exchange exchange, String... names) {
    for (String name : names) {
      String text = exchange.parameter(name);
      if (text != null && !text.isEmpty()) {
        try {
          return Optional.of(
              text.contains("T")
                  ? OffsetDateTime.parse(text).toInstant()
                  : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
          throw Refusal.invalid(name + ": Must be a date or a time, such as 2026-01-31T12:00:00Z");
        }
      }
    }
    return Optional.empty();
  }

  private Map<String, Revision> revisions(String project, List<History.Item> items) {
    Set<String> ids = new HashSet<>();
    for (History.Item item : items) {
      if (item.revision() != null && item.changed().contains("code")) {
        ids.add(item.revision());
      }
    }
    Map<String, Revision> found = new HashMap<>();
    if (!ids.isEmpty()) {
      Page<Revision> page = registry.askPage(new FindRevisions(ids, project));
      page.items().forEach(revision -> found.put(revision.id(), revision));
    }
    return found;
  }

  private Map<String, @Nullable Object> row(
      History.Item item, Map<String, Revision> revisions, Budget budget) {
    String time = Times.format(item.time());
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", item.operation());
    row.put("actor", actor(item.principal()));
    row.put("action", action(item.type()));
    row.put("module", MODULE);
    row.put("details", details(item, revisions, budget));
    row.put("ipAddress", address(item));
    row.put("createdAt", time);
    row.put("updatedAt", time);
    row.put("ip_address", row.get("ipAddress"));
    row.put("created_at", time);
    row.put("updated_at", time);
    return row;
  }

  private static String actor(String principal) {
    if (principal.startsWith("key:")) {
      return KEY_ACTOR;
    }
    return principal.startsWith("user:") ? principal.substring("user:".length()) : principal;
  }

  private static String action(String type) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(type))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> type.replaceAll("(?<=.)([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  /** The type of an action that is named after it: ALIAS_SET is AliasSet. */
  private static String camel(String action) {
    StringBuilder type = new StringBuilder();
    for (String word : action.replace("*", "").toLowerCase(Locale.ROOT).split("_")) {
      if (!word.isEmpty()) {
        type.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return type.toString();
  }

  private Map<String, @Nullable Object> details(
      History.Item item, Map<String, Revision> revisions, Budget budget) {
    Function function = item.function();
    Map<String, @Nullable Object> brief = FunctionView.brief(function);
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    if (item.type().equals("FunctionCreated")) {
      details.put("functionId", function.id());
    }
    details.put("slug", brief.get("slug"));
    if (item.type().equals("FunctionCreated")) {
      details.put("name", brief.get("name"));
      details.put("status", brief.get("status"));
    } else if (!item.type().equals("FunctionDeleted")) {
      details.put("changes", changes(item, revisions, budget));
    }
    return details;
  }

  /** What was set: this API's fields under its names, those of others by name only. */
  private Map<String, @Nullable Object> changes(
      History.Item item, Map<String, Revision> revisions, Budget budget) {
    Function function = item.function();
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    for (String path : item.changed()) {
      switch (path) {
        case "displayName" -> changes.put("name", function.displayName());
        case "description" -> changes.put("description", function.description());
        case "status" -> changes.put("status", FunctionView.status(function));
        case "code" ->
            code.in(revisions.get(item.revision()))
                .filter(budget::allows)
                .ifPresentOrElse(
                    file -> changes.put("code", code.text(file)), () -> changes.put("code", null));
        case "head", "config" -> {
          // The code says the first; the second is where this dialect keeps what it must.
        }
        default -> changes.put(path, true);
      }
    }
    return changes;
  }

  /** The address that a change of this dialect came from; others do not keep it. */
  private static @Nullable String address(History.Item item) {
    if (!item.dialect().equals("insforge") || item.source() == null) {
      return null;
    }
    return Objects.requireNonNull(item.source()).split(" ", 2)[0];
  }

  /** Keeps one answer from growing without end. */
  private static final class Budget {
    private long left = MOST_CODE;

    boolean allows(FileRef file) {
      if (file.size() > left) {
        return false;
      }
      left -= file.size();
      return true;
    }
  }
}
