package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.query.FindFunction;
import io.annals.api.resource.Function;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class FunctionQueriesTest {
  @Parameter Store store;
  @TempDir Path folder;
  private Registry registry;

  @BeforeEach
  void start() {
    registry = new Registry(store, folder).start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void a_function_is_found_by_its_id_and_by_its_name() {
    String id =
        registry.create(
            "default",
            Changes.of(Field.NAME, "hello")
                .with(Field.LABELS, Map.of("env", "prod"))
                .with(Field.TAGS, List.of("a", "b"))
                .with(Field.CONFIG, Map.of("memory", 128)));
    registry.settle();

    Function byName = function("hello");
    assertThat(byName).isEqualTo(function(id));
    assertThat(byName.id()).isEqualTo(id);
    assertThat(byName.labels()).containsExactly(Map.entry("env", "prod"));
    assertThat(byName.tags()).containsExactly("a", "b");
    assertThat(byName.config()).isEqualTo(Map.of("memory", 128));
    assertThat(byName.version()).isEqualTo(1);
    assertThat(byName.createTime()).isEqualTo(Registry.time(1));
    assertThat(byName.creator()).isEqualTo("key:ann");
  }

  private Function function(String idOrName) {
    return registry.ask(
        new FindFunction(Registry.ref(idOrName), false, null, null), Function.class);
  }
}
