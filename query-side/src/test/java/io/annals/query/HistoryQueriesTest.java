package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.DiffVersions;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindVersion;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.query.ListAliases;
import io.annals.api.query.ListRevisions;
import io.annals.api.query.ListVersions;
import io.annals.api.query.Order;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Revision;
import io.annals.api.resource.Version;
import io.annals.api.resource.VersionDiff;
import io.annals.api.resource.VersionDiff.FieldChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryQueriesTest extends RegistryTest {

  @Test
  void every_version_stays_readable_also_when_the_function_is_deleted() {
    String id = registry.create("name");
    for (int i = 2; i <= 9; i++) {
      registry.update(id, Changes.of(Field.DISPLAY_NAME, "v" + i));
      registry.setAlias(id, "prod", "r" + i);
    }
    registry.store(registry.updated(id, Changes.of(Field.DISPLAY_NAME, "v2"), null, 2L));
    registry.delete(id, "name");
    registry.settle();

    Version third = registry.ask(new FindVersion(Registry.ref("name"), 3), Version.class);
    assertThat(third.function().displayName()).isEqualTo("v3");
    assertThat(third.function().aliases()).isEqualTo(Map.of("prod", "r2"));
    assertThat(third.changed()).containsExactly("displayName");
    assertThat(third.dialect()).isEqualTo("native");
    assertThat(third.principal()).isEqualTo("key:ann");
    assertThat(version(id, 10).restored()).isEqualTo(2);
    assertNotFound(() -> version(id, 11));
    assertNotFound(() -> version(id, 0));

    assertThat(numbers(id, null, List.of(), 3))
        .containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(numbers(id, null, List.of(new Order("createTime", false)), 4))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(numbers(id, is("version", Operator.LESS, "3"), List.of(), 1))
        .containsExactly(2L, 1L);
    assertThat(numbers(id, is("changed", Operator.HAS, "name"), List.of(), 1)).containsExactly(1L);
    assertThat(numbers(id, is("type", Operator.EQUAL, "FunctionCreated"), List.of(), 1))
        .containsExactly(1L);
    assertRefused(
        () -> numbers(id, is("labels.a", Operator.EQUAL, "1"), List.of(), 1),
        ProblemType.INVALID_ARGUMENT,
        "version, type, principal, dialect, createTime, changed");
  }

  @Test
  void a_revision_comes_with_its_version_and_its_aliases() {
    FileRef file = file("console.log(1)\n");
    String id = FunctionIds.next();
    RevisionAdded bare = registry.revision(id, Map.of("index.js", file));
    RevisionAdded first =
        new RevisionAdded(
            bare.id(),
            1,
            bare.files(),
            "nodejs22",
            "index.handler",
            Map.of("memory", 128),
            "hi",
            List.of("latest", "prod"));
    registry.store(new FunctionCreated(id, "default", Changes.none(), first));
    RevisionAdded second = registry.revision(id, Map.of("index.js", file("console.log(2)\n")));
    registry.store(registry.updated(id, Changes.none(), second, null));
    registry.setAlias(id, "latest", second.id());
    registry.settle();

    Revision found = revision(id, "1");
    assertThat(found).isEqualTo(revision(id, first.id()));
    assertThat(found.files()).isEqualTo(Map.of("index.js", file));
    assertThat(found.settings()).isEqualTo(Map.of("memory", 128));
    assertThat(found.author()).isEqualTo("key:ann");
    assertThat(found.version()).isEqualTo(1);
    assertThat(registry.functions().apply(id).head()).isEqualTo(second.id());
    assertThat(registry.functions().apply(id).aliases())
        .isEqualTo(Map.of("latest", second.id(), "prod", first.id()));
    assertThat(version(id, 2).changed()).containsExactly("code");
    assertThat(version(id, 1).function().aliases())
        .isEqualTo(Map.of("latest", first.id(), "prod", first.id()));

    registry.store(new RevisionDeleted(id, first.id(), List.of("prod")));
    registry.settle();
    assertNotFound(() -> revision(id, "1"));
    assertNotFound(() -> revision(id, first.id()));
    assertNotFound(() -> revision(id, "nonsense"));
    List<Revision> left = registry.all(page -> new ListRevisions(Registry.ref(id), page), 1);
    assertThat(left).extracting(Revision::id).containsExactly(second.id());
    assertThat(registry.functions().apply(id).aliases()).isEqualTo(Map.of("latest", second.id()));
  }

  @Test
  void an_alias_remembers_what_it_named() {
    String id = registry.create("name");
    registry.setAlias(id, "prod", "r1");
    registry.setAlias(id, "prod", "r1");
    registry.setAlias(id, "test", "r1");
    registry.setAlias(id, "prod", "r2");
    registry.removeAlias(id, "prod", "r2");
    registry.setAlias(id, "prod", "r3");
    registry.settle();

    List<Alias> now = registry.all(page -> new ListAliases(Registry.ref(id), page), 1);
    assertThat(now).extracting(Alias::alias).containsExactly("prod", "test");
    List<Alias> prod =
        registry.all(page -> new ListAliasHistory(Registry.ref(id), "prod", page), 1);
    assertThat(prod)
        .containsExactly(
            new Alias(id, "prod", "r3", Registry.time(7), null),
            new Alias(id, "prod", "r2", Registry.time(5), Registry.time(6)),
            new Alias(id, "prod", "r1", Registry.time(2), Registry.time(5)));
    List<Alias> all = registry.all(page -> new ListAliasHistory(Registry.ref(id), null, page), 2);
    assertThat(all).extracting(Alias::revisionId).containsExactly("r3", "r2", "r1", "r1");
    assertNotFound(
        () -> registry.all(page -> new ListAliasHistory(Registry.ref(id), "none", page), 2));
  }

  @Test
  void a_diff_goes_member_by_member_and_line_by_line() {
    String id = FunctionIds.next();
    FileRef same = file("same");
    FileRef binary = blob(new byte[] {0, 1, (byte) 0xff});
    RevisionAdded one =
        registry.revision(
            id,
            Map.of("a.txt", file("1\n2\n3\n"), "same", same, "old.txt", file("x\n"), "b", binary));
    registry.store(
        new FunctionCreated(
            id,
            "default",
            Changes.of(Field.NAME, "n")
                .with(Field.LABELS, Map.of("env", "prod", "keep", "1"))
                .with(Field.CONFIG, Map.of("deep", Map.of("a", 1, "b", List.of(1)), "gone", true)),
            one));
    RevisionAdded two =
        registry.revision(
            id,
            Map.of(
                "a.txt", file("1\ntwo\n3\n"), "same", same, "new.txt", file("y"), "b", file("t")));
    registry.store(
        registry.updated(
            id,
            Changes.of(Field.NAME, "m")
                .with(Field.LABELS, Map.of("env", "dev", "keep", "1"))
                .with(Field.CONFIG, Map.of("deep", Map.of("a", 2, "b", List.of(1)))),
            two,
            null));
    registry.settle();

    VersionDiff diff = registry.ask(new DiffVersions(Registry.ref(id), 1, 2), VersionDiff.class);
    assertThat(diff.fields())
        .containsExactly(
            new FieldChange("name", "n", "m"),
            new FieldChange("labels.env", "prod", "dev"),
            new FieldChange("config.deep.a", 1, 2),
            new FieldChange("config.gone", true, null),
            new FieldChange("head", one.id(), two.id()));
    assertThat(diff.files())
        .extracting(VersionDiff.FileChange::path)
        .containsExactly("a.txt", "b", "new.txt", "old.txt");
    assertThat(diff.files().get(0).patch())
        .isEqualTo("--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3");
    assertThat(diff.files().get(1).patch()).isNull();
    assertThat(diff.files().get(2).patch())
        .isEqualTo(
            "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,1 @@\n+y\n\\ No newline at end of file");
    assertThat(diff.files().get(3).after()).isNull();
    assertThat(registry.ask(new DiffVersions(Registry.ref(id), 2, 2), VersionDiff.class).fields())
        .isEmpty();
    assertNotFound(() -> registry.ask(new DiffVersions(Registry.ref(id), 1, 3), VersionDiff.class));
  }

  private FileRef file(String text) {
    return blob(text.getBytes(StandardCharsets.UTF_8));
  }

  private FileRef blob(byte[] bytes) {
    Digest digest = registry.blobs.putAll(List.of(bytes)).get(0);
    return new FileRef(digest, bytes.length);
  }

  private Version version(String id, long version) {
    return registry.ask(new FindVersion(Registry.ref(id), version), Version.class);
  }

  private Revision revision(String id, String revision) {
    return registry.ask(new FindRevision(Registry.ref(id), revision), Revision.class);
  }

  private List<Long> numbers(String id, @Nullable Filter filter, List<Order> order, int size) {
    List<Version> versions =
        registry.all(page -> new ListVersions(Registry.ref(id), filter, order, page), size);
    return new ArrayList<>(versions.stream().map(Version::version).toList());
  }

  private static Filter is(String path, Operator operator, String value) {
    return new Comparison(path, operator, value);
  }
}
