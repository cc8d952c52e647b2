package io.annals.query.state;

import io.annals.api.operation.EventFacts;
import io.annals.query.json.ViewJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the history of functions. */
public final class HistoryRows {
  private static final String SELECT =
      "SELECT "
          + FunctionRows.AS_OF
          + ", h.type, h.changed, h.restored, h.revision, h.note, h.made_version, h.dialect FROM "
          + FunctionRows.HISTORY
          + " ";

  private final JdbcTemplate jdbc;
  private final FunctionRows functions;

  public HistoryRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.functions = new FunctionRows(jdbc);
  }

  /** The entries that a condition on {@link FunctionRows#HISTORY} finds. */
  public List<HistoryEntry> find(String conditionAndOrder, Object... arguments) {
    List<FunctionRows.Raw> rows = new ArrayList<>();
    List<EventFacts> facts = new ArrayList<>();
    List<String> dialects = new ArrayList<>();
    jdbc.query(
        SELECT + conditionAndOrder,
        row -> {
          FunctionRows.Raw raw = FunctionRows.RAW.mapRow(row, 0);
          rows.add(raw);
          facts.add(
              new EventFacts(
                  row.getString("type"),
                  ViewJson.readStrings(row.getString("changed")),
                  FunctionRows.longOrNull(row, "restored"),
                  row.getInt("made_version") == 1
                      ? OptionalLong.of(raw.version())
                      : OptionalLong.empty(),
                  row.getString("revision"),
                  row.getString("note")));
          dialects.add(row.getString("dialect"));
        },
        arguments);
    List<FunctionState> states = functions.states(rows);
    List<HistoryEntry> entries = new ArrayList<>(states.size());
    for (int i = 0; i < states.size(); i++) {
      entries.add(new HistoryEntry(states.get(i), facts.get(i), dialects.get(i)));
    }
    return entries;
  }

  /** The entry of one event of a function. */
  public Optional<HistoryEntry> event(String functionId, long sequence) {
    return find("WHERE f.id = ? AND h.sequence = ?", functionId, sequence).stream().findFirst();
  }
}
