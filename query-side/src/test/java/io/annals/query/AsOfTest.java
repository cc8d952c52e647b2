package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.And;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Not;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindFunction;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a list shows of the past is what the same list showed then. */
class AsOfTest extends RegistryTest {
  private static final long SEED = 20261121;
  private static final int STEPS = 40;

  /** Half characters and NUL are what a database cannot hold as text. */
  private static final List<String> TEXTS =
      List.of("Ärger", "plain", "half \ud83d", "twice \ude00\ud83d", "nul \0 \\ud800", "", "\\");

  private final Random random = new Random(SEED);
  private final List<String> ids = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  @Test
  void aListOfThePastIsTheListAsItWas() {
    List<List<List<Function>>> shown = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      change();
      registry.settle();
      times.add(Registry.time(registry.ticks()));
      shown.add(lists().stream().map(list -> all(list, null, 100)).toList());
    }

    for (int step = 0; step < STEPS; step++) {
      for (int list = 0; list < lists().size(); list++) {
        ListFunctions query = lists().get(list);
        List<Function> then = all(query, times.get(step), 1 + random.nextInt(7));
        assertThat(then)
            .as("step %d of seed %d: %s", step, SEED, query)
            .isEqualTo(shown.get(step).get(list));
      }
    }
    assertThat(all(lists().get(0), Registry.START, 10)).isEmpty();
    assertThat(shown.get(STEPS - 1).get(0)).hasSizeGreaterThan(5);
  }

  @Test
  void aNameIsThatOfTheFunctionThatHadItThen() {
    String first = registry.create("name");
    Instant then = Registry.time(registry.ticks());
    registry.update(first, Changes.of(Field.NAME, "former"));
    String second = registry.create("name");
    Instant later = Registry.time(registry.ticks());
    registry.update(second, Changes.of(Field.NAME, "other"));
    registry.settle();

    assertThat(at("name", then).id()).isEqualTo(first);
    assertThat(at("name", later).id()).isEqualTo(second);
    assertThat(at("former", later).id()).isEqualTo(first);
    assertThat(at("other", later).name())
        .as("nobody had it, so of whom has it now")
        .isEqualTo("name");
    assertNotFound(() -> at("other", then));
    assertNotFound(() -> at("never", later));
  }

  @Test
  void aTokenServesTheInstantThatItWasGivenFor() {
    registry.create("a");
    registry.create("b");
    registry.settle();
    Instant now = Registry.time(registry.ticks());
    ListFunctions list = query(null, List.of(), new PageRequest(1, null), now);
    Page<Function> page = registry.page(list);
    PageRequest next = new PageRequest(1, page.nextPageToken());

    assertThat(registry.<Function>page(query(null, List.of(), next, now)).items()).hasSize(1);
    for (Instant other : new Instant[] {null, now.plusMillis(1)}) {
      assertRefused(
          () -> registry.page(query(null, List.of(), next, other)),
          ProblemType.INVALID_ARGUMENT,
          "pageToken");
    }
  }

  private static List<ListFunctions> lists() {
    PageRequest page = new PageRequest(1, null);
    Filter beta = new Comparison("tags", Operator.HAS, "beta");
    Filter production = new Comparison("labels.env", Operator.EQUAL, "prod");
    Filter labelled = new Comparison("labels", Operator.HAS, "a.*");
    Filter text = new Comparison("displayName", Operator.HAS, "A");
    List<Order> byName = List.of(new Order("displayName", true), new Order("name", false));
    return List.of(
        new ListFunctions(null, null, List.of(), page, true),
        query(null, List.of(), page, null),
        query(beta, byName, page, null),
        query(new And(List.of(production, new Not(labelled))), List.of(), page, null),
        query(text, List.of(new Order("updateTime", true)), page, null),
        query(new Comparison("kind", Operator.NOT_EQUAL, "extract"), byName, page, null),
        query(new Comparison("version", Operator.GREATER, "2"), List.of(), page, null));
  }

  private void change() {
    int choice = ids.size() < 4 ? 0 : random.nextInt(10);
    String id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
    if (choice < 3) {
      String name = "f" + ids.size();
      String created = registry.create(Registry.NAMESPACE, values().with(Field.NAME, name));
      ids.add(created);
      names.put(created, name);
    } else if (choice == 3 && names.containsKey(id)) {
      registry.delete(id, names.remove(id));
    } else if (choice == 4 && !names.containsKey(id)) {
      registry.undelete(id, null);
      names.put(id, "");
    } else if (choice == 5) {
      registry.setAlias(id, "live", "revision-" + random.nextInt(3));
    } else {
      registry.update(id, values());
    }
  }

  private Changes values() {
    Changes changes = Changes.of(Field.DISPLAY_NAME, TEXTS.get(random.nextInt(TEXTS.size())));
    if (random.nextBoolean()) {
      changes = changes.with(Field.KIND, random.nextBoolean() ? "extract" : "route");
    }
    if (random.nextBoolean()) {
      String env = random.nextBoolean() ? "prod" : "dev \ud800";
      changes =
          changes.with(
              Field.LABELS, Map.of("env", env, random.nextInt(3) + ".\0x", "1", "a.b", env));
    }
    if (random.nextBoolean()) {
      changes =
          changes.with(Field.TAGS, random.nextBoolean() ? List.of("beta", "\udc00") : List.of());
    }
    if (random.nextInt(4) == 0) {
      // Large enough for a document of its own.
      changes = changes.with(Field.DESCRIPTION, "long ".repeat(4_000) + random.nextInt(9));
    }
    return changes;
  }

  private Function at(String name, Instant instant) {
    return registry.ask(new FindFunction(Registry.ref(name), false, null, instant), Function.class);
  }

  private List<Function> all(ListFunctions list, @Nullable Instant asOf, int size) {
    return registry.all(
        page ->
            new ListFunctions(
                list.namespace(), list.filter(), list.orderBy(), page, list.showDeleted(), asOf),
        size);
  }

  private static ListFunctions query(
      @Nullable Filter filter, List<Order> order, PageRequest page, @Nullable Instant asOf) {
    return new ListFunctions(null, filter, order, page, false, asOf);
  }
}
