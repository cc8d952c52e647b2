package io.annals.query.state;

import io.annals.query.database.Vendor;

/**
 * All functions as they were at an instant, as SQL: of each, the row of its last event till then.
 */
final class AtInstant {
  private static final String SOURCE =
      """
      WITH at_instant AS (
        SELECT c.row_id, c.id, c.namespace, h.name, h.definition, h.config, h.policies, h.version,
          h.sequence, h.position, c.alias_periods, c.create_time, h.time AS update_time,
          h.delete_time, c.creator, h.principal AS updater, %s AS text
        FROM functions c
        JOIN history h ON h.function_row = c.row_id
        LEFT JOIN documents d ON d.digest = h.definition
        WHERE h.sequence = (SELECT x.sequence FROM history x WHERE x.function_row = c.row_id
          AND x.time <= ? ORDER BY x.sequence DESC LIMIT 1)),
      fields AS (
        SELECT a.*, %s FROM at_instant a)
      SELECT %s FROM fields f
      """;

  private AtInstant() {}

  /** A query up to its condition, with the instant in microseconds as its first parameter. */
  static String of(Vendor vendor) {
    return SOURCE.formatted(
        vendor.json("COALESCE(d.content, h.definition)"),
        String.join(
            ", ",
            column(vendor, "kind", "kind"),
            column(vendor, "displayName", "display_name"),
            column(vendor, "description", "description"),
            column(vendor, "status", "status"),
            column(vendor, "head", "head"),
            column(vendor, "published", "published")),
        FunctionRows.CURRENT);
  }

  private static String column(Vendor vendor, String key, String name) {
    return vendor.jsonText("a.text", key) + " AS " + name;
  }
}
