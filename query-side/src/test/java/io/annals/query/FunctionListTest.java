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
import io.annals.api.query.Filter.Or;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionListTest extends RegistryTest {
  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 23; i++) {
      ids.add(
          registry.create(
              i % 7 == 6 ? "other" : "default",
              Changes.of(Field.NAME, i % 5 == 4 ? null : "f-%02d".formatted(i))
                  .with(Field.KIND, i % 2 == 0 ? "extract" : "route")
                  .with(Field.DISPLAY_NAME, i % 3 == 0 ? "Ärger 100%" : "Plain_" + i)
                  .with(Field.STATUS, i % 4 == 0 ? "DRAFT" : "ACTIVE")
                  .with(Field.LABELS, Map.of("env", i % 2 == 0 ? "prod" : "dev", "a.b", "" + i))
                  .with(Field.TAGS, i % 3 == 0 ? List.of("alpha", "beta") : List.of("gamma"))));
    }
    registry.update(ids.get(3), Changes.of(Field.DESCRIPTION, "changed"));
    registry.delete(ids.get(5), "f-05");
    registry.settle();
  }

  @Test
  void without_an_order_functions_come_by_creation() {
    assertThat(ids(list(null, null, false, 1000))).isEqualTo(without(5));
    assertThat(ids(list(null, null, true, 3))).isEqualTo(ids);
    assertThat(list("other", null, false, 2)).extracting(Function::namespace).containsOnly("other");
  }

  @Test
  void pages_of_every_size_and_order_hold_each_function_once() {
    for (String path :
        List.of(
            "name",
            "kind",
            "displayName",
            "status",
            "version",
            "createTime",
            "updateTime",
            "creator",
            "published",
            "description",
            "head",
            "updater")) {
      for (boolean descending : List.of(false, true)) {
        for (int size : List.of(1, 4, 22, 23, 1000)) {
          List<Order> order = List.of(new Order(path, descending), new Order("kind", true));
          List<Function> all =
              registry.all(page -> new ListFunctions(null, null, order, page, true), size);
          assertThat(ids(all)).as(path + size).containsExactlyInAnyOrderElementsOf(ids);
          if (path.equals("displayName")) {
            Comparator<String> byCode = Comparator.naturalOrder();
            assertThat(all)
                .extracting(Function::displayName)
                .isSortedAccordingTo(descending ? byCode.reversed() : byCode);
          }
        }
      }
    }
  }

  @Test
  void a_page_goes_on_where_it_ended_though_its_last_function_was_renamed_and_deleted() {
    List<Order> order = List.of(new Order("name", false));
    Page<Function> first = page(null, null, order, new PageRequest(10, null));
    Function last = first.items().get(9);
    registry.update(last.id(), Changes.of(Field.NAME, "zzz"));
    registry.delete(last.id(), "zzz");
    registry.settle();
    Page<Function> rest = page(null, null, order, new PageRequest(100, first.nextPageToken()));
    List<String> all = new ArrayList<>(ids(first.items()));
    all.addAll(ids(rest.items()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(without(5));
  }

  @Test
  void a_token_serves_its_own_list_only() {
    String token = page("default", null, List.of(), new PageRequest(2, null)).nextPageToken();
    for (ListFunctions other :
        List.of(
            query("other", null, List.of(), new PageRequest(2, token)),
            query("default", eq("kind", "route"), List.of(), new PageRequest(2, token)),
            query("default", null, List.of(new Order("name", true)), new PageRequest(2, token)),
            query("default", null, List.of(), new PageRequest(2, token + "x.1")),
            query("default", null, List.of(), new PageRequest(2, "")),
            query("default", null, List.of(), new PageRequest(2, token + "zzzz")))) {
      assertRefused(() -> registry.page(other), ProblemType.INVALID_ARGUMENT, "pageToken");
    }
    assertRefused(
        () -> page(null, null, List.of(), new PageRequest(0, null)),
        ProblemType.INVALID_ARGUMENT,
        "pageSize");
    assertRefused(
        () -> page(null, null, List.of(), new PageRequest(1001, null)),
        ProblemType.INVALID_ARGUMENT,
        "pageSize");
  }

  @Test
  void filters_choose() {
    check(eq("name", "f-03"), 3);
    check(eq("name", "F-03"));
    check(eq("name", "f-0*"), 0, 1, 2, 3, 6, 7, 8);
    check(eq("name", "*2"), 2, 12, 22);
    check(eq("displayName", "*rger*"), 0, 3, 6, 9, 12, 15, 18, 21);
    check(eq("displayName", "%"));
    check(eq("displayName", "Plain_1"), 1);
    check(eq("displayName", "Plain?1"));
    check(is("displayName", Operator.HAS, "RGER 100%"), 0, 3, 6, 9, 12, 15, 18, 21);
    check(is("displayName", Operator.HAS, "Ä"), 0, 3, 6, 9, 12, 15, 18, 21);
    check(new Not(eq("name", "*")), 4, 9, 14, 19);
    check(is("version", Operator.GREATER_OR_EQUAL, "2"), 3);
    check(is("createTime", Operator.LESS, "2026-03-01T12:00:03Z"), 0, 1);
    check(is("createTime", Operator.LESS_OR_EQUAL, "2026-03-01T13:00:03+01:00"), 0, 1, 2);
    check(new And(List.of(eq("status", "DRAFT"), eq("kind", "extract"))), 0, 4, 8, 12, 16, 20);
    check(new Or(List.of(eq("name", "f-01"), eq("labels.a.b", "2"))), 1, 2);
    check(new And(List.of(is("labels", Operator.HAS, "env"), eq("name", "f-01"))), 1);
    check(is("labels", Operator.HAS, "nothing"));
    check(
        new And(List.of(is("labels.env", Operator.NOT_EQUAL, "prod"), eq("name", "f-0*"))),
        1,
        3,
        7);
    check(is("tags", Operator.HAS, "beta"), 0, 3, 6, 9, 12, 15, 18, 21);
    check(
        new And(List.of(is("tags", Operator.HAS, "be*"), eq("creator", "key:ann"))),
        0,
        3,
        6,
        9,
        12,
        15,
        18,
        21);
    check(new Or(List.of()));
  }

  @Test
  void a_filter_that_cannot_be_says_which_fields_there_are() {
    refused(eq("colour", "red"), "colour", "name, kind, displayName", "labels.KEY, tags");
    refused(eq("version", "two"), "whole number");
    refused(eq("createTime", "yesterday"), "2026-01-31T12:00:00Z");
    refused(eq("status", "GONE"), "ACTIVE, DRAFT, ERROR");
    refused(is("status", Operator.LESS, "DRAFT"), "= and !=");
    refused(eq("tags", "beta"), "tags:word");
    refused(eq("labels", "env"), "labels:key");
    refused(eq("labels.", "env"), "no field labels.");
    assertRefused(
        () -> page(null, null, List.of(new Order("config", false)), new PageRequest(1, null)),
        ProblemType.INVALID_ARGUMENT,
        "orderBy");
  }

  @Test
  void labels_follow_their_function() {
    registry.update(ids.get(0), Changes.of(Field.LABELS, Map.of("env", "test")));
    registry.update(ids.get(0), Changes.of(Field.TAGS, null));
    registry.settle();
    check(eq("labels.env", "test"), 0);
    check(new And(List.of(is("tags", Operator.HAS, "beta"), eq("name", "f-00"))));
    check(new And(List.of(is("labels", Operator.HAS, "a.b"), eq("name", "f-00"))));
  }

  private void refused(Filter filter, String... texts) {
    for (String text : texts) {
      assertRefused(() -> list(null, filter, false, 10), ProblemType.INVALID_ARGUMENT, text);
    }
  }

  private void check(Filter filter, int... expected) {
    List<String> wanted = new ArrayList<>();
    for (int i : expected) {
      wanted.add(ids.get(i));
    }
    assertThat(ids(list(null, filter, false, 3))).as(filter.toString()).isEqualTo(wanted);
  }

  private static Filter eq(String path, String value) {
    return new Comparison(path, Operator.EQUAL, value);
  }

  private static Filter is(String path, Operator operator, String value) {
    return new Comparison(path, operator, value);
  }

  private List<Function> list(
      @Nullable String namespace, @Nullable Filter filter, boolean showDeleted, int size) {
    return registry.all(
        page -> new ListFunctions(namespace, filter, List.of(), page, showDeleted), size);
  }

  private static ListFunctions query(
      @Nullable String namespace, @Nullable Filter filter, List<Order> order, PageRequest page) {
    return new ListFunctions(namespace, filter, order, page, false);
  }

  private Page<Function> page(
      @Nullable String namespace, @Nullable Filter filter, List<Order> order, PageRequest page) {
    return registry.page(query(namespace, filter, order, page));
  }

  private static List<String> ids(List<Function> functions) {
    return functions.stream().map(Function::id).toList();
  }

  private List<String> without(int index) {
    List<String> rest = new ArrayList<>(ids);
    rest.remove(index);
    return rest;
  }
}
