package io.annals.query.function;

import io.annals.api.function.Field;
import io.annals.api.function.FileRef;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.BlameFunction;
import io.annals.api.resource.Blame;
import io.annals.api.resource.Blame.Origin;
import io.annals.api.resource.Revision;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.json.ViewJson;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.FunctionState;
import io.annals.query.state.Micros;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Answers which event each part of a function comes from. The history is walked from the newest
 * event back, in pieces, until everything is found.
 */
public final class BlameQueries {
  private static final int CHUNK = 500;

  /** Changes of one field, or revisions, that are compared for the sake of their members. */
  private static final int MOST_COMPARED = 10_000;

  private static final String DELETE_TIME = "deleteTime";
  private static final String ALIASES = "aliases.";
  private static final String POLICIES = "policies.";
  private static final String LABELS = Field.LABELS.path();
  private static final String CONFIG = Field.CONFIG.path();
  private static final String EVENT =
      "SELECT h.sequence, h.version, h.type, h.changed, h.restored, h.principal, h.dialect, h.time"
          + " FROM history h WHERE h.function_row = ?";

  private final JdbcTemplate jdbc;
  private final FunctionFinder finder;
  private final FunctionRows rows;
  private final RevisionRows revisions;

  public BlameQueries(ViewDatabase database) {
    this.jdbc = database.reads();
    this.finder = new FunctionFinder(jdbc);
    this.rows = new FunctionRows(jdbc);
    this.revisions = new RevisionRows(jdbc);
  }

  /** An event of the function that is explained. */
  private record Event(
      long sequence,
      long version,
      String type,
      List<String> changed,
      @Nullable Long restored,
      String principal,
      String dialect,
      long time) {

    Origin origin(String functionId, String path, boolean exact) {
      return new Origin(
          path,
          version,
          type,
          restored,
          new OperationId(functionId, sequence).toString(),
          principal,
          dialect,
          Micros.instant(time),
          exact);
    }
  }

  @QueryHandler
  public Blame blame(BlameFunction query) {
    Found found = finder.find(query.function());
    FunctionState state = state(found, query);
    Map<String, Event> last = new HashMap<>();
    Map<String, List<Event>> changes = Map.of(LABELS, new ArrayList<>(), CONFIG, new ArrayList<>());
    walk(found.row(), state.sequence(), last, changes);

    List<Origin> fields = new ArrayList<>();
    for (Field field : Field.values()) {
      add(fields, state.id(), field.path(), last);
      if (field == Field.LABELS) {
        members(fields, state, changes.get(LABELS), LABELS, s -> s.definition().labels());
      } else if (field == Field.CONFIG) {
        members(fields, state, changes.get(CONFIG), CONFIG, s -> s.definition().config());
      }
    }
    add(fields, state.id(), "code", last);
    state.aliases().keySet().forEach(alias -> add(fields, state.id(), ALIASES + alias, last));
    new TreeMap<>(state.policies())
        .keySet()
        .forEach(policy -> add(fields, state.id(), POLICIES + policy, last));
    if (state.deleteTime() != null) {
      add(fields, state.id(), DELETE_TIME, last);
    }
    return new Blame(state.id(), state.version(), fields, files(found, state));
  }

  private FunctionState state(Found found, BlameFunction query) {
    String condition = "WHERE h.function_row = ? AND ";
    List<FunctionState> states =
        query.version() == null
            ? rows.asOf(condition + "h.sequence = ?", found.row(), found.sequence())
            : rows.asOf(
                condition + "h.version = ? AND h.made_version = 1", found.row(), query.version());
    return states.stream()
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Function %s has no version %s."
                        .formatted(query.function().idOrName(), query.version())));
  }

  /** Learns of each path the last event that named it, and of some all of them, newest first. */
  private void walk(
      long row, long sequence, Map<String, Event> last, Map<String, List<Event>> changes) {
    List<Event> chunk;
    long before = sequence + 1;
    do {
      chunk =
          events(
              EVENT + " AND h.sequence < ? ORDER BY h.sequence DESC LIMIT ?", row, before, CHUNK);
      for (Event event : chunk) {
        before = event.sequence;
        for (String path : event.changed) {
          last.putIfAbsent(path, event);
          List<Event> all = changes.get(path);
          if (all != null && all.size() <= MOST_COMPARED) {
            all.add(event);
          }
        }
        if (event.type.equals("FunctionDeleted")) {
          last.putIfAbsent(DELETE_TIME, event);
        }
      }
    } while (chunk.size() == CHUNK);
  }

  private static void add(
      List<Origin> origins, String functionId, String path, Map<String, Event> last) {
    Event event = last.get(path);
    if (event != null) {
      origins.add(event.origin(functionId, path, true));
    }
  }

  /** The origin of each member of a map: the last change after which it was another one. */
  private void members(
      List<Origin> origins,
      FunctionState state,
      List<Event> changes,
      String field,
      Function<FunctionState, Map<String, ?>> map) {
    Map<String, Object> open = new LinkedHashMap<>(map.apply(state));
    Map<String, Origin> found = new HashMap<>();
    for (int from = 0; from < changes.size() && !open.isEmpty(); from += CHUNK) {
      List<Event> chunk = changes.subList(from, Math.min(changes.size(), from + CHUNK));
      Map<Long, Map<String, ?>> before = before(state.row(), chunk, map);
      for (int i = 0; i < chunk.size() && !open.isEmpty(); i++) {
        Event event = chunk.get(i);
        boolean end = from + i == MOST_COMPARED;
        Map<String, ?> earlier = end ? Map.of() : before.getOrDefault(event.sequence, Map.of());
        open.entrySet()
            .removeIf(
                member -> {
                  if (member.getValue().equals(earlier.get(member.getKey()))) {
                    return false;
                  }
                  String path = field + "." + member.getKey();
                  found.put(member.getKey(), event.origin(state.id(), path, !end));
                  return true;
                });
      }
    }
    for (String key : map.apply(state).keySet()) {
      Origin origin = found.get(key);
      if (origin != null) {
        origins.add(origin);
      }
    }
  }

  /** The map before each of these events. */
  private Map<Long, Map<String, ?>> before(
      long row, List<Event> events, Function<FunctionState, Map<String, ?>> map) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(row);
    events.forEach(event -> arguments.add(event.sequence - 1));
    Map<Long, Map<String, ?>> before = new HashMap<>();
    String marks = "?" + ", ?".repeat(events.size() - 1);
    rows.asOf("WHERE h.function_row = ? AND h.sequence IN (" + marks + ")", arguments.toArray())
        .forEach(state -> before.put(state.sequence() + 1, map.apply(state)));
    return before;
  }

  private List<Origin> files(Found found, FunctionState state) {
    String head = state.definition().head();
    if (head == null) {
      return List.of();
    }
    Map<String, Long> versions = fileVersions(found, head);
    Map<Long, Event> events = new HashMap<>();
    List<Long> wanted = versions.values().stream().map(Math::abs).distinct().toList();
    for (int from = 0; from < wanted.size(); from += CHUNK) {
      List<Object> arguments = new ArrayList<>(List.of(found.row()));
      arguments.addAll(wanted.subList(from, Math.min(wanted.size(), from + CHUNK)));
      events(
              EVENT
                  + " AND h.made_version = 1 AND h.version IN (?"
                  + ", ?".repeat(arguments.size() - 2)
                  + ")",
              arguments.toArray())
          .forEach(event -> events.put(event.version, event));
    }
    List<Origin> files = new ArrayList<>();
    versions.forEach(
        (path, version) -> {
          Event event = Objects.requireNonNull(events.get(Math.abs(version)));
          files.add(event.origin(state.id(), path, version > 0));
        });
    return files;
  }

  /**
   * The version that brought each file of a revision as it is; negative where it may be earlier.
   */
  private Map<String, Long> fileVersions(Found found, String head) {
    Map<String, Long> versions = new TreeMap<>();
    Map<String, FileRef> open = new HashMap<>();
    Revision later = null;
    int compared = 0;
    List<Revision> chunk;
    do {
      chunk =
          later == null
              ? revisions.find(
                  found.id(), "WHERE r.function_row = ? AND r.id = ?", found.row(), head)
              : revisions.find(
                  found.id(),
                  "WHERE r.function_row = ? AND r.number < ? ORDER BY r.number DESC LIMIT ?",
                  found.row(),
                  later.number(),
                  CHUNK);
      for (Revision revision : chunk) {
        if (later == null) {
          open.putAll(revision.files());
        } else {
          settle(open, revision.files(), later.version(), versions);
        }
        later = revision;
      }
      compared += chunk.size();
    } while (!chunk.isEmpty() && !open.isEmpty() && compared < MOST_COMPARED);
    if (later != null) {
      long first = chunk.isEmpty() ? later.version() : -later.version();
      open.keySet().forEach(path -> versions.put(path, first));
    }
    return versions;
  }

  private static void settle(
      Map<String, FileRef> open,
      Map<String, FileRef> earlier,
      long version,
      Map<String, Long> versions) {
    open.entrySet()
        .removeIf(
            file -> {
              if (file.getValue().equals(earlier.get(file.getKey()))) {
                return false;
              }
              versions.put(file.getKey(), version);
              return true;
            });
  }

  private List<Event> events(String sql, Object... arguments) {
    return jdbc.query(
        sql,
        (row, number) ->
            new Event(
                row.getLong("sequence"),
                row.getLong("version"),
                row.getString("type"),
                ViewJson.readStrings(row.getString("changed")),
                FunctionRows.longOrNull(row, "restored"),
                row.getString("principal"),
                row.getString("dialect"),
                row.getLong("time")),
        arguments);
  }
}
