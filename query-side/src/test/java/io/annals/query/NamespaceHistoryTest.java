package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.RevisionAdded;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindRevisions;
import io.annals.api.query.ListHistory;
import io.annals.api.resource.History;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamespaceHistoryTest extends RegistryTest {

  private History history(@Nullable Filter filter, long offset, int limit) {
    return registry.ask(new ListHistory("default", filter, offset, limit), History.class);
  }

  private static List<String> types(History history) {
    return history.items().stream().map(History.Item::type).toList();
  }

  @Test
  void all_that_happened_in_a_namespace_is_listed_newest_first() {
    String one = registry.create("one");
    registry.create("elsewhere", Changes.of(Field.NAME, "other"));
    registry.update(one, Changes.of(Field.DISPLAY_NAME, "One"));
    RevisionAdded revision = registry.revision(one, Map.of());
    registry.store(registry.updated(one, Changes.none(), revision, null));
    registry.delete(one, "one");
    registry.settle();

    History all = history(null, 0, 10);
    assertThat(types(all))
        .containsExactly(
            "FunctionDeleted", "FunctionUpdated", "FunctionUpdated", "FunctionCreated");
    assertThat(all.total()).isEqualTo(4);
    assertThat(all.items().get(1).revision()).isEqualTo(revision.id());
    assertThat(all.items().get(1).changed()).contains("code");
    assertThat(all.items().get(2).function().displayName()).isEqualTo("One");
    assertThat(all.items().get(3).function().displayName()).isEmpty();
    assertThat(all.items().get(0).principal()).isEqualTo("key:ann");
    assertThat(all.items().get(0).dialect()).isEqualTo("native");

    History part = history(null, 1, 2);
    assertThat(part.items()).isEqualTo(all.items().subList(1, 3));
    assertThat(part.total()).isEqualTo(4);
    assertThat(history(null, 4, 2).items()).isEmpty();
    assertThat(history(null, 0, 0).total()).isEqualTo(4);
    History created = history(new Comparison("type", Operator.EQUAL, "FunctionCreated"), 0, 10);
    assertThat(types(created)).containsExactly("FunctionCreated");
    assertThat(created.total()).isEqualTo(1);
    assertRefused(() -> history(null, -1, 1), ProblemType.INVALID_ARGUMENT, "offset");
    assertRefused(() -> history(null, 0, 1001), ProblemType.INVALID_ARGUMENT, "limit");
  }

  @Test
  void many_revisions_are_found_at_once_also_of_what_is_deleted() {
    String one = registry.create("one");
    RevisionAdded first = registry.revision(one, Map.of());
    registry.store(registry.updated(one, Changes.none(), first, null));
    registry.delete(one, "one");
    String two = registry.create("two");
    RevisionAdded second = registry.revision(two, Map.of());
    registry.store(registry.updated(two, Changes.none(), second, null));
    registry.settle();

    Page<Revision> found =
        registry.page(new FindRevisions(Set.of(first.id(), second.id(), "unknown"), "default"));
    assertThat(found.items())
        .extracting(Revision::id)
        .containsExactlyInAnyOrder(first.id(), second.id());
    assertThat(registry.page(new FindRevisions(Set.of(first.id()), "elsewhere")).items()).isEmpty();
    assertThat(registry.page(new FindRevisions(Set.of(), null)).items()).isEmpty();
  }
}
