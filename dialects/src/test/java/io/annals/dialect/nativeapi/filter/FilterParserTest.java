package io.annals.dialect.nativeapi.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FilterParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name=resize                        | name EQUAL [resize]",
        "name = \"resize\"                  | name EQUAL [resize]",
        "name != 'a b'                      | name NOT_EQUAL [a b]",
        "version<3                          | version LESS [3]",
        "version <= 3                       | version LESS_OR_EQUAL [3]",
        "version > -3                       | version GREATER [-3]",
        "version >= 2.5                     | version GREATER_OR_EQUAL [2.5]",
        "labels:env                         | labels HAS [env]",
        "labels.env:*                       | labels.env HAS [*]",
        "labels.\"a.b\" = x                 | labels.a.b EQUAL [x]",
        "'labels'.'größe' = \"ß\"           | labels.größe EQUAL [ß]",
        "name = \"re*\"                     | name EQUAL [re*]",
        "name = *size                       | name EQUAL [*size]",
        "name = \"a\\\"b\\\\c\"             | name EQUAL [a\"b\\c]",
        "createTime > \"2026-01-01T00:00:00Z\" | createTime GREATER [2026-01-01T00:00:00Z]",
        "createTime > 2026-01-01            | createTime GREATER [2026-01-01]",
        "done=false                         | done EQUAL [false]",
        "NOT a=1                            | not(a EQUAL [1])",
        "-a=1                               | not(a EQUAL [1])",
        "-(a=1 OR b=2)                      | not(or(a EQUAL [1], b EQUAL [2]))",
        "a=1 AND b=2                        | and(a EQUAL [1], b EQUAL [2])",
        "a=1 b=2                            | and(a EQUAL [1], b EQUAL [2])",
        "a=1 -b=2                           | and(a EQUAL [1], not(b EQUAL [2]))",
        "a=1 AND b=2 OR c=3                 | and(a EQUAL [1], or(b EQUAL [2], c EQUAL [3]))",
        "a=1 OR b=2 AND c=3                 | and(or(a EQUAL [1], b EQUAL [2]), c EQUAL [3])",
        "(a=1 AND b=2) OR c=3               | or(and(a EQUAL [1], b EQUAL [2]), c EQUAL [3])",
        "a=AND1                             | a EQUAL [AND1]",
        "a=\"AND\"                          | a EQUAL [AND]",
        "a=\"\"                             | a EQUAL []",
        "((a=1))                            | a EQUAL [1]",
        "name=👍                            | name EQUAL [👍]",
      })
  void aFilterMeans(String text, String meaning) {
    assertThat(shown(FilterParser.parse(text))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "resize        | At character 7: found the end of the filter where one of = != < <= > >= : was expected. A word alone is no condition",
        "name resize   | At character 6: found 'resize' where one of",
        "name =        | At character 7: found the end of the filter where a value or a name was expected.",
        "= x           | At character 1: found '=' where a field name, NOT, - or ( was expected.",
        "a=1 AND       | At character 8: found the end of the filter where a field name, NOT, - or ( was expected.",
        "a=1 OR OR b=2 | At character 8: found 'OR' where a field name, NOT, - or ( was expected.",
        "(a=1          | At character 5: found the end of the filter where",
        "a=1)          | At character 4: found ')' where",
        "a=\"x         | At character 3: found '\"' where a value or a name was expected. The quotation has no end.",
        "a==1          | At character 3: found '=' where a value",
        "a = f(1)      | At character 8: found ')' where one of",
        "t > 10:30     | At character 7: found ':' where",
        "a=1,b=2       | At character 4: found ',' where",
        "a=(1)         | At character 3: found '(' where a value",
        "NOT NOT a=1   | At character 5: found 'NOT' where",
        "a & b         | At character 3: found '&' where one of",
      })
  void aFilterThatIsNoneSaysWhereAndWhy(String text, String why) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> FilterParser.parse(text))
        .satisfies(
            e -> {
              assertThat(e.violations().get(0).field()).isEqualTo("filter");
              assertThat(e.violations().get(0).description()).startsWith(why);
            });
  }

  @Test
  void depthAndLengthAreBounded() {
    String deep = "(".repeat(FilterParser.MAX_DEPTH) + "a=1" + ")".repeat(FilterParser.MAX_DEPTH);
    assertThat(shown(FilterParser.parse(deep))).isEqualTo("a EQUAL [1]");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> FilterParser.parse('(' + deep + ')'))
        .withMessageContaining("32 deep");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> FilterParser.parse("a=" + "1".repeat(FilterParser.MAX_LENGTH)))
        .withMessageContaining("4096 characters");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileFilterIsReadQuickly(String text) {
    long start = System.nanoTime();
    try {
      FilterParser.parse(text);
    } catch (ProblemException expected) {
      assertThat(expected.violations()).hasSize(1);
    }
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  static List<String> hostile() {
    return List.of(
        "a=1 OR ".repeat(585),
        "-a=1 ".repeat(800),
        "a.".repeat(2047),
        "\"".repeat(4095),
        "\\".repeat(4095),
        "(a=1)".repeat(800));
  }

  private static String shown(Filter filter) {
    if (filter instanceof Filter.And and) {
      return "and("
          + and.all().stream().map(FilterParserTest::shown).collect(Collectors.joining(", "))
          + ")";
    }
    if (filter instanceof Filter.Or or) {
      return "or("
          + or.any().stream().map(FilterParserTest::shown).collect(Collectors.joining(", "))
          + ")";
    }
    if (filter instanceof Filter.Not not) {
      return "not(" + shown(not.filter()) + ")";
    }
    Filter.Comparison comparison = (Filter.Comparison) filter;
    return comparison.path() + " " + comparison.operator() + " [" + comparison.value() + "]";
  }
}
