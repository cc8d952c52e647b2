package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.operation.OperationId;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ResolveFunction;
import io.annals.api.resource.Function;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunctionQueriesTest extends RegistryTest {

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

  @Test
  void an_update_resets_and_sets_and_renames() {
    String id = registry.create("before");
    registry.update(
        id,
        Changes.of(Field.NAME, "after").with(Field.DISPLAY_NAME, "D").with(Field.DESCRIPTION, "x"));
    registry.update(id, Changes.of(Field.DESCRIPTION, null));
    registry.settle();

    Function function = function("after");
    assertThat(function.displayName()).isEqualTo("D");
    assertThat(function.description()).isEmpty();
    assertThat(function.version()).isEqualTo(3);
    assertThat(function.sequence()).isEqualTo(2);
    assertThat(function.updateTime()).isEqualTo(Registry.time(3));
    assertNotFound(() -> function("before"));
  }

  @Test
  void secrets_are_shown_as_keys_as_of_each_version() {
    String id = registry.create("default", Changes.of(Field.SECRETS, Map.of("B", "b", "A", "a")));
    Map<String, Object> fewer = new HashMap<>();
    fewer.put("A", null);
    registry.update(id, Changes.of(Field.SECRETS, fewer));
    registry.update(id, Changes.of(Field.DESCRIPTION, "x"));
    registry.update(id, Changes.of(Field.SECRETS, null));
    registry.settle();

    assertThat(version(id, 1).secrets()).containsExactly("A", "B");
    assertThat(version(id, 2).secrets()).containsExactly("A");
    assertThat(version(id, 3).secrets()).containsExactly("A");
    assertThat(function(id).secrets()).isEmpty();
  }

  private Function version(String id, long version) {
    return registry.ask(
        new FindFunction(new FunctionRef(id, "default", null), false, version, null),
        Function.class);
  }

  @Test
  void an_id_is_found_within_its_scope_only_and_a_name_in_its_namespace_only() {
    String id = registry.create("red", Changes.of(Field.NAME, "same"));
    String other = registry.create("blue", Changes.of(Field.NAME, "same"));
    registry.settle();

    assertThat(find(new FunctionRef(id, "blue", null), false).id()).isEqualTo(id);
    assertThat(find(new FunctionRef(id, "blue", "red"), false).id()).isEqualTo(id);
    assertNotFound(() -> find(new FunctionRef(id, "blue", "blue"), false));
    assertThat(find(new FunctionRef("same", "blue", "blue"), false).id()).isEqualTo(other);
    assertNotFound(() -> find(new FunctionRef("same", "green", null), false));
    assertNotFound(() -> find(new FunctionRef(FunctionIds.next(), "blue", null), true));
  }

  @Test
  void a_deleted_function_is_found_on_demand_and_its_name_goes_to_the_next() {
    String first = registry.create("name");
    registry.delete(first, "name");
    registry.settle();

    assertNotFound(() -> function("name"));
    assertNotFound(() -> function(first));
    assertThat(find(Registry.ref("name"), true).deleteTime()).isEqualTo(Registry.time(2));
    assertThat(resolve("name", true)).isEqualTo(first);
    assertNotFound(() -> resolve("name", false));

    String second = registry.create("name");
    registry.settle();
    assertThat(function("name").id()).isEqualTo(second);
    assertThat(resolve("name", true)).isEqualTo(second);

    registry.delete(second, "name");
    registry.undelete(first, "name");
    registry.settle();
    assertThat(function("name").id()).isEqualTo(first);
    assertThat(function("name").deleteTime()).isNull();
  }

  @Test
  void an_id_is_resolved_without_a_look() {
    String id = FunctionIds.next();
    assertThat(resolve(id, false)).isEqualTo(id);
  }

  @Test
  void the_past_reads_as_it_was() {
    String id = registry.create("old");
    registry.update(id, Changes.of(Field.NAME, "new").with(Field.LABELS, Map.of("a", "1")));
    registry.setAlias(id, "prod", "r1");
    registry.setAlias(id, "prod", "r2");
    OperationId gone = registry.delete(id, "new");
    registry.settle();

    Function one = asOf(id, 1L, null, false);
    assertThat(one.name()).isEqualTo("old");
    assertThat(one.labels()).isEmpty();
    assertThat(one.updateTime()).isEqualTo(Registry.time(1));
    assertThat(asOf(id, 2L, null, false).aliases()).isEmpty();
    assertNotFound(() -> asOf(id, 3L, null, false));

    assertThat(asOf(id, null, Registry.time(1), false)).isEqualTo(one);
    assertThat(asOf(id, null, Registry.time(3), false).aliases()).isEqualTo(Map.of("prod", "r1"));
    Function moved = asOf(id, null, Registry.time(4).plusMillis(900), false);
    assertThat(moved.aliases()).isEqualTo(Map.of("prod", "r2"));
    assertThat(moved.version()).isEqualTo(2);
    assertThat(moved.sequence()).isEqualTo(3);
    assertNotFound(() -> asOf(id, null, Registry.time(1).minusNanos(1), true));
    assertNotFound(() -> asOf(id, null, Registry.time(5), false));
    assertThat(asOf(id, null, Registry.time(5), true).sequence()).isEqualTo(gone.sequence());
    assertThat(asOf(id, null, Instant.MAX, true).deleteTime()).isEqualTo(Registry.time(5));
    assertNotFound(() -> asOf(id, null, Instant.MIN, true));
  }

  @Test
  void texts_of_any_characters_survive() {
    String odd = "Grüße \uD83D\uDE00 \u0000 \u2028 \"'\\ %_* \u05D0 \uD83D";
    String id =
        registry.create(
            "default",
            Changes.of(Field.DISPLAY_NAME, odd)
                .with(Field.DESCRIPTION, odd)
                .with(Field.LABELS, Map.of("k\u0000", odd, "k\uFFFD", "twin"))
                .with(Field.TAGS, List.of(odd))
                .with(Field.CONFIG, Map.of(odd, List.of(odd))));
    registry.settle();

    Function function = function(id);
    assertThat(function.displayName()).isEqualTo(odd);
    assertThat(function.description()).isEqualTo(odd);
    assertThat(function.labels()).containsEntry("k\u0000", odd).containsEntry("k\uFFFD", "twin");
    assertThat(function.tags()).containsExactly(odd);
    assertThat(function.config()).isEqualTo(Map.of(odd, List.of(odd)));
    assertThat(asOf(id, 1L, null, false)).isEqualTo(function);
  }

  @Test
  void a_large_config_is_kept_once_for_all_versions() {
    String large = "x".repeat(256 * 1024 - 100);
    String id = registry.create("default", Changes.of(Field.CONFIG, Map.of("schema", large)));
    for (int i = 0; i < 50; i++) {
      registry.update(id, Changes.of(Field.DISPLAY_NAME, "v" + i));
    }
    registry.update(id, Changes.of(Field.CONFIG, Map.of("schema", large)));
    registry.settle();

    assertThat(count("SELECT COUNT(*) FROM documents")).isEqualTo(1);
    assertThat(count("SELECT SUM(length(config)) FROM history")).isLessThan(52 * 100);
    assertThat(function(id).config()).isEqualTo(Map.of("schema", large));
    assertThat(asOf(id, 17L, null, false).config()).isEqualTo(Map.of("schema", large));
  }

  private long count(String sql) {
    Long count = registry.database().reads().queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }

  private Function function(String idOrName) {
    return registry.functions().apply(idOrName);
  }

  private Function find(FunctionRef ref, boolean showDeleted) {
    return registry.ask(new FindFunction(ref, showDeleted, null, null), Function.class);
  }

  private Function asOf(
      String id, @Nullable Long version, @Nullable Instant time, boolean showDeleted) {
    return registry.ask(
        new FindFunction(Registry.ref(id), showDeleted, version, time), Function.class);
  }

  private String resolve(String idOrName, boolean showDeleted) {
    return registry.ask(new ResolveFunction(Registry.ref(idOrName), showDeleted), String.class);
  }
}
