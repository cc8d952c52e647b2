package io.annals.query.state;

import io.annals.api.function.Definition;
import io.annals.query.database.Vendor;
import io.annals.query.json.StoredText;
import io.annals.query.json.ViewJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads functions as of an event. The rows of one page may stem from several statements: documents
 * never change, and aliases are read as of each row's event, so they fit together.
 */
public final class FunctionRows {
  /** The columns of the current state, from {@code functions f}. */
  public static final String CURRENT =
      "f.row_id, f.id, f.namespace, f.name, f.definition, f.config, f.policies, f.version, f.sequence,"
          + " f.position, f.alias_periods, f.create_time, f.update_time, f.delete_time, f.creator,"
          + " f.updater";

  /** The same as of an event, from {@code history h} and {@code functions f}. */
  public static final String AS_OF =
      "f.row_id, f.id, f.namespace, h.name, h.definition, h.config, h.policies, h.version, h.sequence,"
          + " h.position, f.alias_periods, f.create_time, h.time AS update_time, h.delete_time,"
          + " f.creator, h.principal AS updater";

  /** Where {@link #AS_OF} comes from. */
  public static final String HISTORY = "history h JOIN functions f ON f.row_id = h.function_row";

  /** What a text with secrets has; one that has it by chance is looked at in vain. */
  private static final String SECRETS = "\"secrets\":";

  private static final int DOCUMENTS_AT_ONCE = 500;

  private final JdbcTemplate jdbc;

  public FunctionRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The current states that a condition on {@code functions f} finds. */
  public List<FunctionState> current(String conditionAndOrder, Object... arguments) {
    return states(
        jdbc.query("SELECT " + CURRENT + " FROM functions f " + conditionAndOrder, RAW, arguments));
  }

  /** How many a condition on {@code functions f} finds. */
  public long count(String condition, Object... arguments) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "SELECT COUNT(*) FROM functions f " + condition, Long.class, arguments));
  }

  /** The states as of the events that a condition on {@link #HISTORY} finds. */
  public List<FunctionState> asOf(String conditionAndOrder, Object... arguments) {
    return states(
        jdbc.query(
            "SELECT " + AS_OF + " FROM " + HISTORY + " " + conditionAndOrder, RAW, arguments));
  }

  /**
   * The states at an instant that a condition on {@code f} finds. To it, {@code f} has the columns
   * of {@code functions}, and {@code text}: the definition as JSON.
   *
   * @param micros the instant, in microseconds since 1970
   */
  public List<FunctionState> at(
      Vendor vendor, long micros, String conditionAndOrder, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = micros;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return states(jdbc.query(AtInstant.of(vendor) + conditionAndOrder, RAW, all));
  }

  /** The state as of the event at this position. */
  public Optional<FunctionState> at(long position) {
    return asOf("WHERE h.position = ?", position).stream().findFirst();
  }

  /** The text that a column holds or names. */
  public String text(String column) {
    return StoredText.isDigest(column)
        ? documents(Set.of(column)).getOrDefault(column, "{}")
        : column;
  }

  /** Completes rows that {@link #RAW} read. */
  public List<FunctionState> states(List<Raw> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<String> digests = new LinkedHashSet<>();
    for (Raw row : rows) {
      if (StoredText.isDigest(row.config)) {
        digests.add(row.config);
      }
      if (StoredText.isDigest(row.definition)) {
        digests.add(row.definition);
      }
      if (StoredText.isDigest(row.policies)) {
        digests.add(row.policies);
      }
    }
    Map<String, String> documents = documents(digests);
    Map<String, Map<String, Object>> configs = new HashMap<>();
    Map<Long, List<AliasPeriod>> periods = periods(rows);
    List<FunctionState> states = new ArrayList<>(rows.size());
    for (Raw row : rows) {
      Map<String, Object> config =
          configs.computeIfAbsent(
              row.config, column -> ViewJson.readObject(documents.getOrDefault(column, column)));
      String text = documents.getOrDefault(row.definition, row.definition);
      String policies = documents.getOrDefault(row.policies, row.policies);
      int size =
          text.length()
              + documents.getOrDefault(row.config, row.config).length()
              + policies.length();
      states.add(
          row.state(
              ViewJson.readDefinition(text, config),
              text.contains(SECRETS) ? ViewJson.readSecrets(text) : List.of(),
              ViewJson.readPolicies(policies),
              size,
              aliases(periods.getOrDefault(row.rowId, List.of()), row.sequence)));
    }
    return states;
  }

  private static SortedMap<String, AliasPeriod> aliases(List<AliasPeriod> periods, long sequence) {
    SortedMap<String, AliasPeriod> aliases = new TreeMap<>();
    for (AliasPeriod period : periods) {
      if (period.holdsAt(sequence)) {
        aliases.put(period.alias(), period);
      }
    }
    return aliases;
  }

  private Map<Long, List<AliasPeriod>> periods(List<Raw> rows) {
    Map<Long, long[]> wanted = new TreeMap<>();
    for (Raw row : rows) {
      if (row.aliasPeriods > 0) {
        long[] range =
            wanted.computeIfAbsent(row.rowId, id -> new long[] {row.sequence, row.sequence});
        range[0] = Math.min(range[0], row.sequence);
        range[1] = Math.max(range[1], row.sequence);
      }
    }
    if (wanted.isEmpty()) {
      return Map.of();
    }
    List<Object> arguments = new ArrayList<>();
    wanted.forEach(
        (row, range) -> {
          arguments.add(row);
          arguments.add(range[0]);
          arguments.add(range[1]);
        });
    Map<Long, List<AliasPeriod>> found = new HashMap<>();
    String values = "(?, ?, ?)" + ", (?, ?, ?)".repeat(wanted.size() - 1);
    jdbc.query(
        "SELECT p.* FROM (VALUES "
            + values
            + ") AS w JOIN alias_periods p ON p.function_row = w.column1"
            + " AND p.to_sequence > w.column2 AND p.from_sequence <= w.column3",
        row -> {
          found
              .computeIfAbsent(row.getLong("function_row"), id -> new ArrayList<>())
              .add(period(row));
        },
        arguments.toArray());
    return found;
  }

  /** Reads a row of {@code alias_periods}. */
  public static AliasPeriod period(ResultSet row) throws SQLException {
    return new AliasPeriod(
        row.getString("alias"),
        row.getString("revision_id"),
        row.getLong("from_sequence"),
        row.getInt("ordinal"),
        row.getLong("from_time"),
        row.getLong("to_sequence"),
        row.getLong("to_time"));
  }

  private Map<String, String> documents(Set<String> digests) {
    if (digests.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found = new HashMap<>();
    List<String> all = List.copyOf(digests);
    for (int from = 0; from < all.size(); from += DOCUMENTS_AT_ONCE) {
      Collection<String> some = all.subList(from, Math.min(all.size(), from + DOCUMENTS_AT_ONCE));
      jdbc.query(
          "SELECT digest, content FROM documents WHERE digest IN (?"
              + ", ?".repeat(some.size() - 1)
              + ")",
          row -> {
            found.put(row.getString(1), row.getString(2));
          },
          some.toArray());
    }
    return found;
  }

  /** Reads {@link #CURRENT} or {@link #AS_OF}, by name. */
  public static final RowMapper<Raw> RAW =
      (row, number) ->
          new Raw(
              row.getLong("row_id"),
              row.getString("id"),
              row.getString("namespace"),
              row.getString("name"),
              row.getString("definition"),
              row.getString("config"),
              row.getString("policies"),
              row.getLong("version"),
              row.getLong("sequence"),
              row.getLong("position"),
              row.getLong("alias_periods"),
              row.getLong("create_time"),
              row.getLong("update_time"),
              longOrNull(row, "delete_time"),
              row.getString("creator"),
              row.getString("updater"));

  /** A column that may hold nothing; getObject would fail on SQLite. */
  public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** A row before its texts and aliases are looked up. */
  public record Raw(
      long rowId,
      String id,
      String namespace,
      @Nullable String name,
      String definition,
      String config,
      String policies,
      long version,
      long sequence,
      long position,
      long aliasPeriods,
      long createTime,
      long updateTime,
      @Nullable Long deleteTime,
      String creator,
      String updater) {

    private FunctionState state(
        Definition read,
        List<String> secrets,
        Map<String, Map<String, Object>> readPolicies,
        int size,
        SortedMap<String, AliasPeriod> aliases) {
      return new FunctionState(
          rowId,
          id,
          namespace,
          name,
          read,
          secrets,
          definition,
          config,
          readPolicies,
          policies,
          size,
          version,
          sequence,
          position,
          aliases,
          aliasPeriods,
          createTime,
          updateTime,
          deleteTime,
          creator,
          updater);
    }
  }
}
