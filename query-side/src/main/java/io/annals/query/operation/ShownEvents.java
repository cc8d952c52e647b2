package io.annals.query.operation;

import io.annals.api.operation.OperationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tells of many events at once which of them the views show, or have put aside. */
final class ShownEvents {
  private static final int AT_ONCE = 200;

  private final JdbcTemplate jdbc;

  ShownEvents(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<OperationId> of(List<OperationId> events) {
    Map<String, Long> last = new HashMap<>();
    List<String> ids = events.stream().map(OperationId::functionId).distinct().toList();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      look(ids.subList(from, Math.min(ids.size(), from + AT_ONCE)), last);
    }
    return events.stream()
        .filter(event -> last.getOrDefault(event.functionId(), -1L) >= event.sequence())
        .toList();
  }

  private void look(List<String> ids, Map<String, Long> last) {
    String among = " IN (?" + ", ?".repeat(ids.size() - 1) + ")";
    List<Object> arguments = new ArrayList<>(ids);
    arguments.addAll(ids);
    arguments.addAll(ids);
    jdbc.query(
        "SELECT id, sequence FROM functions WHERE id"
            + among
            + " UNION ALL SELECT id, sequence FROM workflows WHERE id"
            + among
            + " UNION ALL SELECT function_id, max(sequence) FROM dead_letters WHERE function_id"
            + among
            + " GROUP BY function_id",
        row -> {
          last.merge(row.getString(1), row.getLong(2), Math::max);
        },
        arguments.toArray());
  }
}
