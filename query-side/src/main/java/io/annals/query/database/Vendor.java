package io.annals.query.database;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The two databases that hold views, and all that their SQL differs in. */
public enum Vendor {
  /** One process, one file. */
  SQLITE(Map.of("integer", "INTEGER", "text", "TEXT", "clustered", " WITHOUT ROWID")) {
    @Override
    public String contains(String text, String part) {
      return "instr(" + text + ", " + part + ") > 0";
    }

    @Override
    public String json(String text) {
      return "CASE WHEN instr(%1$s, '\\u') = 0 THEN %1$s ELSE %2$s(%1$s) END"
          .formatted(text, SqliteViews.WELL_FORMED_JSON);
    }

    @Override
    public String jsonText(String json, String key) {
      return "json_extract(" + json + ", '$." + key + "')";
    }

    @Override
    public String jsonMembers(String json, String key) {
      return "json_each(" + json + ", '$." + key + "') AS e";
    }

    @Override
    public String jsonElements(String json, String key) {
      return jsonMembers(json, key);
    }

    @Override
    public long claimMillis() {
      return TimeUnit.DAYS.toMillis(36_500);
    }

    @Override
    public String nowMillis() {
      return "0";
    }

    @Override
    public String monthOfSecond(String second) {
      String part = "CAST(strftime('%s', " + second + ", 'unixepoch') AS INTEGER)";
      return "(" + part.formatted("%Y") + " * 12 + " + part.formatted("%m") + " - 1)";
    }

    @Override
    public String free() {
      // The file belongs to one process; whoever else claimed it is dead.
      return "1 = 1";
    }

    @Override
    public Optional<String> holdWrites(String table) {
      // There is one connection that writes.
      return Optional.empty();
    }
  },

  /** Many processes, of which one at a time carries the views on. */
  POSTGRESQL(Map.of("integer", "BIGINT", "text", "TEXT COLLATE \"C\"", "clustered", "")) {
    @Override
    public String contains(String text, String part) {
      return "strpos(" + text + ", " + part + ") > 0";
    }

    @Override
    public String json(String text) {
      return HALF_CHARACTERS.formatted(text);
    }

    @Override
    public String jsonText(String json, String key) {
      return "((" + json + " ->> '" + key + "') COLLATE \"C\")";
    }

    @Override
    public String jsonMembers(String json, String key) {
      return "(SELECT m.key COLLATE \"C\" AS key, m.value COLLATE \"C\" AS value FROM"
          + " json_each_text("
          + json
          + " -> '"
          + key
          + "') AS m) AS e";
    }

    @Override
    public String jsonElements(String json, String key) {
      return "(SELECT m.value COLLATE \"C\" AS value FROM json_array_elements_text("
          + json
          + " -> '"
          + key
          + "') AS m(value)) AS e";
    }

    @Override
    public long claimMillis() {
      return CLAIM_MILLIS;
    }

    @Override
    public String nowMillis() {
      return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    @Override
    public String monthOfSecond(String second) {
      String part = "extract(%s FROM to_timestamp(" + second + ") AT TIME ZONE 'UTC')";
      return "CAST("
          + part.formatted("year")
          + " * 12 + "
          + part.formatted("month")
          + " - 1 AS BIGINT)";
    }

    @Override
    public String free() {
      return "(owner IS NULL OR claim_time < " + nowMillis() + " - " + CLAIM_MILLIS + ")";
    }

    @Override
    public Optional<String> holdWrites(String table) {
      return Optional.of("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
    }
  };

  /**
   * A text as JSON. Escapes of NUL and of half characters, which PostgreSQL cannot make text of,
   * become replacement characters, as in the columns beside it.
   */
  private static final String HALF_CHARACTERS =
      """
      CAST(CASE WHEN strpos(%1$s, '\\u') = 0 THEN %1$s
      ELSE regexp_replace(%1$s, '(?<!\\\\)((?:\\\\\\\\)*)\\\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})',
        '\\1\\\\ufffd', 'g') END AS json)\
      """;

  /** A claim that was not renewed for so long is up for others. */
  private static final long CLAIM_MILLIS = 5_000;

  private final Map<String, String> columnTypes;

  Vendor(Map<String, String> columnTypes) {
    this.columnTypes = columnTypes;
  }

  /** What the migrations' placeholders stand for. */
  Map<String, String> columnTypes() {
    return columnTypes;
  }

  /** A condition: the one text is found in the other, letter by letter. */
  public abstract String contains(String text, String part);

  /** The month that a second since 1970 is in, in UTC: twelve times its year, and 0 to 11. */
  public abstract String monthOfSecond(String second);

  /** The text of a JSON object as what the other {@code json} methods take. */
  public abstract String json(String text);

  /** The text of a member of a JSON object, NULL where it has none; never for what clients name. */
  public abstract String jsonText(String json, String key);

  /** The members of an object in a JSON object, to select from: {@code e.key}, {@code e.value}. */
  public abstract String jsonMembers(String json, String key);

  /** The elements of a list in a JSON object, to select from: {@code e.value}. */
  public abstract String jsonElements(String json, String key);

  /**
   * A query that tells others of a commit, with the channel and the message as its parameters;
   * empty where there are no others.
   */
  public Optional<String> announcement() {
    return this == POSTGRESQL ? Optional.of("SELECT pg_notify(?, ?)") : Optional.empty();
  }

  /** How long a claim lasts that is not renewed. */
  public abstract long claimMillis();

  /** A query of how many processes follow the views; empty where there is never another. */
  public Optional<String> processes() {
    return this == POSTGRESQL
        ? Optional.of(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name = '"
                + PostgresViews.LISTENER
                + "'")
        : Optional.empty();
  }

  /** The clock that claims are measured by. */
  public abstract String nowMillis();

  /** What keeps others from writing to a table until the transaction ends, where it needs that. */
  public abstract Optional<String> holdWrites(String table);

  /** A condition on a row of {@code progress}: its claim may be taken. */
  public abstract String free();
}
