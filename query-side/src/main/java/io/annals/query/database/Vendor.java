package io.annals.query.database;

import java.util.Map;

/** The two databases that hold views, and all that their SQL differs in. */
public enum Vendor {
  /** One process, one file. */
  SQLITE(Map.of("integer", "INTEGER", "text", "TEXT", "clustered", " WITHOUT ROWID")) {
    @Override
    public String contains(String text, String part) {
      return "instr(" + text + ", " + part + ") > 0";
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
  },

  /** Many processes, of which one at a time carries the views on. */
  POSTGRESQL(Map.of("integer", "BIGINT", "text", "TEXT COLLATE \"C\"", "clustered", "")) {
    @Override
    public String contains(String text, String part) {
      return "strpos(" + text + ", " + part + ") > 0";
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
  };

  /** A claim that was not renewed for so long is up for others. */
  public static final long CLAIM_MILLIS = 5_000;

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

  /** The clock that claims are measured by. */
  public abstract String nowMillis();

  /** A condition on a row of {@code progress}: its claim may be taken. */
  public abstract String free();
}
