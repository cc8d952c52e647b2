package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WellFormedJsonTest {
  @Test
  void whatIsWellFormedIsLeftAsItIs() {
    String text = "{\"a\": \"plain, ä, 世, 🌍\"}";
    assertThat(WellFormedJson.of(text)).isSameAs(text);
    assertThat(WellFormedJson.isWellFormed(text)).isTrue();
  }

  @Test
  void halvesOfCharactersBecomeEscapes() {
    assertThat(WellFormedJson.of("\ud83c a \udf0d🌍 b \ud83c"))
        .isEqualTo("\\ud83c a \\udf0d🌍 b \\ud83c");
    assertThat(WellFormedJson.of("\ud83c\ud83c\udf0d")).isEqualTo("\\ud83c\ud83c\udf0d");
    assertThat(WellFormedJson.isWellFormed("\udf0d")).isFalse();
  }
}
