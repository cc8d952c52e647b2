package io.annals.dialect.nativeapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an answer that may be asked for as JSON or as CSV.
 *
 * @param columns their names
 * @param rows each with a value for every column, in their order; null where it has none
 */
record Table(List<String> columns, List<List<@Nullable Object>> rows) {

  /** The rows in JSON terms. */
  List<Map<String, @Nullable Object>> objects() {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>(rows.size());
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i) != null) {
          object.put(columns.get(i), row.get(i));
        }
      }
      objects.add(object);
    }
    return objects;
  }
}
