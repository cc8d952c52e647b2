package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void putsSetupsSideBySideAndAlignsThem() {
    Map<String, List<Figure>> setups = new LinkedHashMap<>();
    setups.put(
        "SQLite", List.of(Figure.count("durable PATCH/s", 8944.4), Figure.ratio("ratio", 0.224)));
    setups.put(
        "PostgreSQL", List.of(Figure.count("durable PATCH/s", 789), Figure.ratio("ratio", 0.2)));

    assertThat(Table.of(setups).markdown())
        .isEqualTo(
            """
            | measure         | SQLite | PostgreSQL |
            |-----------------|-------:|-----------:|
            | durable PATCH/s |  8,944 |        789 |
            | ratio           |   0.22 |       0.20 |
            """);
  }

  @Test
  void showsADashWhereASetupLacksALine() {
    Map<String, List<Figure>> setups = new LinkedHashMap<>();
    setups.put("SQLite", List.of(new Figure("one", "1")));
    setups.put("PostgreSQL", List.of(new Figure("two", "2")));

    assertThat(Table.of(setups).lines())
        .containsEntry("one", List.of("1", "–"))
        .containsEntry("two", List.of("–", "2"));
  }

  @Test
  void printsTimesInMilliseconds() {
    assertThat(Figure.millis("latency", 5_900, 30_000).value()).isEqualTo("5.90 / 30.0");
  }
}
