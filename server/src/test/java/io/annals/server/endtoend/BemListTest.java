package io.annals.server.endtoend;

import static io.annals.server.endtoend.BemClient.fresh;
import static io.annals.server.endtoend.BemClient.isError;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Pages and filters of the bem dialect over HTTP. */
class BemListTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private final BemClient bem = new BemClient(SERVERS.on(Store.SQLITE));

  @Test
  void listsPageByRowsThatMayBeGone() {
    String tag = fresh();
    List<String> names = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String name = bem.created("extract", "tags", List.of(tag));
      names.add(name);
      ids.add(bem.get("/v3/functions/" + name).text("function.functionID"));
    }
    String list = "/v3/functions?tags=" + tag;
    assertThat(bem.all(list, "functions", "functionID", 3))
        .extracting(f -> f.path("functionID").asString())
        .containsExactlyElementsOf(ids);
    bem.call("DELETE", "/v3/functions/" + names.get(2)).is(204);
    assertThat(ids(list + "&limit=2&startingAfter=" + ids.get(2))).isEqualTo(ids.subList(3, 5));
    assertThat(ids(list + "&limit=2&endingBefore=" + ids.get(6))).isEqualTo(ids.subList(4, 6));
    List<String> reversed = new ArrayList<>(ids);
    reversed.remove(2);
    Collections.reverse(reversed);
    assertThat(ids(list + "&sortOrder=desc")).isEqualTo(reversed);
    assertThat(ids(list + "&sortOrder=desc&limit=2&endingBefore=" + ids.get(0)))
        .isEqualTo(List.of(ids.get(3), ids.get(1)));
    assertThat(ids("/v3/functions?functionNames=" + names.get(0) + "%2C" + names.get(1)))
        .isEqualTo(ids.subList(0, 2));
    assertThat(ids("/v3/functions?functionIDs=" + ids.get(1) + "&types=extract%2Croute"))
        .isEqualTo(ids.subList(1, 2));
    assertThat(ids(list + "&types=join")).isEmpty();
    assertThat(ids(list + "&types=extract&displayName=x")).isEmpty();
    JsonNode first = bem.get(list + "&limit=1").is(200).json();
    assertThat(first.path("functions")).hasSize(1);
    assertThat(first.path("totalCount").asLong()).isEqualTo(6);
    assertThat(bem.get(list + "&limit=1&startingAfter=" + ids.get(6)).json().path("functions"))
        .as("the page after the last")
        .isEmpty();
    isError(bem.get("/v3/functions?limit=0"), 400);
    isError(bem.get("/v3/functions?limit=101"), 400);
    isError(bem.get("/v3/functions?sortOrder=up"), 400);
    isError(bem.get("/v3/functions?functionNames="), 400);
    isError(
        bem.get("/v3/functions?startingAfter=" + ids.get(0) + "&endingBefore=" + ids.get(1)), 400);
  }

  private List<String> ids(String path) {
    List<String> ids = new ArrayList<>();
    bem.get(path)
        .is(200)
        .json()
        .path("functions")
        .forEach(f -> ids.add(f.path("functionID").asString()));
    return ids;
  }

  @Test
  void aTypeThatBecameAnotherFindsThatOne() {
    String name = bem.created("classify");
    assertThat(ids("/v3/functions?types=route&functionNames=" + name)).hasSize(1);
  }
}
