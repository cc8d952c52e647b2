package io.annals.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that was measured: a column for each setup, a line for each figure. Immutable.
 *
 * @param columns the setups
 * @param lines the lines in order: name to the cells, one for each column
 */
record Table(List<String> columns, Map<String, List<String>> lines) {
  private static final String MISSING = "–";

  /**
   * Puts setups side by side. A line stands where the first setup that has it puts it; a setup
   * without it shows a dash.
   */
  static Table of(Map<String, List<Figure>> setups) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    List<String> columns = List.copyOf(setups.keySet());
    int column = 0;
    for (List<Figure> figures : setups.values()) {
      for (Figure figure : figures) {
        List<String> cells =
            lines.computeIfAbsent(
                figure.name(),
                name -> new ArrayList<>(Collections.nCopies(columns.size(), MISSING)));
        cells.set(column, figure.value());
      }
      column++;
    }
    return new Table(columns, lines);
  }

  /** The table in Markdown, aligned so that it can be read as it is. */
  String markdown() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("measure"));
    head.addAll(columns);
    rows.add(head);
    lines.forEach(
        (name, cells) -> {
          List<String> row = new ArrayList<>(List.of(name));
          row.addAll(cells);
          rows.add(row);
        });
    int[] widths = new int[head.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append(line(rows.get(i), widths));
      if (i == 0) {
        text.append(rule(widths));
      }
    }
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      text.append(' ').append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
      text.append(" |");
    }
    return text.append('\n').toString();
  }

  private static String rule(int[] widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      text.append('-').append("-".repeat(widths[i])).append(i == 0 ? "-|" : ":|");
    }
    return text.append('\n').toString();
  }
}
