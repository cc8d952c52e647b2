package io.annals.api.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  @Test
  void setsWhatIsPresentResetsWhatIsNullAndKeepsTheRest() {
    Definition before =
        Definition.DEFAULT.with(
            Changes.of(Field.DESCRIPTION, "d")
                .with(Field.STATUS, FunctionStatus.DRAFT)
                .with(Field.TAGS, List.of("a", "b")));

    Definition after =
        before.with(Changes.of(Field.DESCRIPTION, null).with(Field.LABELS, Map.of("k", "v")));

    assertThat(after.description()).isEmpty();
    assertThat(after.status()).isEqualTo(FunctionStatus.DRAFT);
    assertThat(after.tags()).containsExactly("a", "b");
    assertThat(after.labels()).containsEntry("k", "v");
  }

  @Test
  void tellsTheChangesThatLeadFromOneToAnother() {
    Definition one = Definition.DEFAULT.with(Changes.of(Field.KIND, "job"));
    Definition other =
        one.with(Changes.of(Field.KIND, null).with(Field.PUBLISHED, "r").with(Field.HEAD, "r"));

    assertThat(one.with(other.changesFrom(one))).isEqualTo(other);
    assertThat(other.with(one.changesFrom(other))).isEqualTo(one);
    assertThat(one.changesFrom(one).isEmpty()).isTrue();
  }

  @Test
  void keepsNoHandleOnWhatItWasGiven() {
    List<String> tags = new ArrayList<>(List.of("a"));
    Map<String, Object> config = new HashMap<>(Map.of("inner", new ArrayList<>(List.of(1))));
    Definition definition =
        Definition.DEFAULT.with(Changes.of(Field.TAGS, tags).with(Field.CONFIG, config));

    tags.add("b");
    config.clear();

    assertThat(definition.tags()).containsExactly("a");
    assertThat(definition.config()).containsKey("inner");
    assertThatThrownBy(() -> definition.tags().add("c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
