package io.annals.dialect.yandex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          name="my-function"                  | name         | EQUAL   | my-function
          done=false                          | done         | EQUAL   | false
          created_by='John.Doe'               | created_by   | EQUAL   | John.Doe
          created_by = "a 'b' c"              | created_by   | EQUAL   | a 'b' c
          created_by="a \\"b\\""              | created_by   | EQUAL   | a "b"
          effective_to>2021-01-01T12:00:00Z   | effective_to | GREATER | 2021-01-01T12:00:00Z
          effective_from<"2021-01-01T12:00Z"  | effective_from | LESS  | 2021-01-01T12:00Z
          """)
  void aFieldAnOperatorAndAValueAreRead(
      String text, String field, Operator operator, String value) {
    assertThat(ListFilter.parse(text)).isEqualTo(new ListFilter(field, operator, value));
  }

  @Test
  void nothingIsNoFilter() {
    assertThat(ListFilter.parse("  ")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "name=",
        "=x",
        "name==x",
        "name!=x",
        "name<=x",
        "name='x",
        "name=\"x",
        "name=x y",
        "name=x AND done=true",
        "name IN (x)"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ListFilter.parse(text)).isInstanceOf(ProblemException.class);
  }
}
