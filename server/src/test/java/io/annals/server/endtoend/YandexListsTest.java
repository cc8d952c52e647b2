package io.annals.server.endtoend;

import static io.annals.server.endtoend.Race.atOnce;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static io.annals.server.endtoend.YandexClient.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsResponse;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of the Yandex dialect over gRPC: pages and filters. */
class YandexListsTest extends YandexCase {
  @Test
  void aThousandFunctionsAreListedPageByPage() throws Exception {
    List<CompletableFuture<Integer>> all =
        atOnce(
            8,
            thread -> {
              for (int i = 0; i < 125; i++) {
                client.functions.create(
                    CreateFunctionRequest.newBuilder()
                        .setFolderId(folder)
                        .setName("f-" + thread + "-" + i)
                        .build());
              }
              return 0;
            });
    for (CompletableFuture<Integer> one : all) {
      one.get(120, TimeUnit.SECONDS);
    }
    Function last = client.create(folder, "last");

    Map<String, Function> found = new HashMap<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    Function newest = last;
    do {
      ListFunctionsResponse page =
          client.functions.list(
              ListFunctionsRequest.newBuilder()
                  .setFolderId(folder)
                  .setPageSize(300)
                  .setPageToken(token)
                  .build());
      page.getFunctionsList().forEach(function -> found.put(function.getName(), function));
      sizes.add(page.getFunctionsCount());
      newest = page.getFunctions(page.getFunctionsCount() - 1);
      token = page.getNextPageToken();
      assertThat(token.length()).isLessThanOrEqualTo(100);
    } while (!token.isEmpty());

    assertThat(sizes).containsExactly(300, 300, 300, 101);
    assertThat(found).hasSize(1001);
    assertThat(newest).as("in the order of creation").isEqualTo(last);
    assertThat(
            client
                .functions
                .list(ListFunctionsRequest.newBuilder().setFolderId(folder).build())
                .getFunctionsCount())
        .isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name="two"       | two
          name = 'two'     | two
          name=two         | two
          name="three"     | ''
          """)
  void functionsAreFilteredByName(String filter, String names) {
    client.create(folder, "one");
    client.create(folder, "two");
    assertThat(
            client
                .functions
                .list(
                    ListFunctionsRequest.newBuilder().setFolderId(folder).setFilter(filter).build())
                .getFunctionsList())
        .extracting(Function::getName)
        .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name!="x"                 | 0    | ''
          name<"x"                  | 0    | ''
          id="x"                    | 0    | ''
          name="*"                  | 0    | ''
          name="ab"                 | 0    | ''
          name="Abc"                | 0    | ''
          name="a" AND name="b"     | 0    | ''
          nonsense                  | 0    | ''
          ''                        | 1001 | ''
          ''                        | -1   | ''
          ''                        | 0    | what
          """)
  void aWrongListIsRefused(String filter, long size, String token) {
    assertThat(
            refusal(
                    () ->
                        client.functions.list(
                            ListFunctionsRequest.newBuilder()
                                .setFolderId(folder)
                                .setFilter(filter)
                                .setPageSize(size)
                                .setPageToken(token)
                                .build()))
                .getCode())
        .isEqualTo(Code.INVALID_ARGUMENT.value());
  }

  @Test
  void aTokenBelongsToItsListAndFilter() {
    Function function = client.create(folder, "one");
    client.create(folder, "two");
    ListFunctionsRequest.Builder request =
        ListFunctionsRequest.newBuilder().setFolderId(folder).setPageSize(1);
    String token = client.functions.list(request.build()).getNextPageToken();
    request.setPageToken(token);
    assertThat(client.functions.list(request.build()).getFunctionsList())
        .extracting(Function::getName)
        .containsExactly("two");

    for (ListFunctionsRequest.Builder other :
        List.of(
            request.clone().setFolderId(folder + "-other"),
            request.clone().setFilter("name=\"one\""),
            request.clone().setPageToken(token + "x"))) {
      assertThat(refusal(() -> client.functions.list(other.build())).getCode())
          .isEqualTo(Code.INVALID_ARGUMENT.value());
    }
    assertThat(
            refusal(
                    () ->
                        client.functions.listOperations(
                            ListFunctionOperationsRequest.newBuilder()
                                .setFunctionId(function.getId())
                                .setPageToken(token)
                                .build()))
                .getCode())
        .isEqualTo(Code.INVALID_ARGUMENT.value());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void operationsOfAFunctionAreListedAndFiltered(Store store) {
    try (YandexClient client = on(store)) {
      Function function = client.create(folder, "listed");
      client.createVersion(version(function.getId()).addTag("prod"));
      ListFunctionOperationsRequest.Builder request =
          ListFunctionOperationsRequest.newBuilder().setFunctionId(function.getId());

      List<Operation> all = client.functions.listOperations(request.build()).getOperationsList();
      assertThat(all)
          .extracting(Operation::getDescription)
          .containsExactly("Create function version", "Create function");
      assertThat(response(all.get(0), Version.class).getTagsList())
          .containsExactly("$latest", "prod");
      for (String filter :
          List.of("done=true", "created_by='key:root'", "createdBy=\"key:root\"")) {
        assertThat(
                client
                    .functions
                    .listOperations(request.clone().setFilter(filter).build())
                    .getOperationsCount())
            .as(filter)
            .isEqualTo(2);
      }
      assertThat(
              client
                  .functions
                  .listOperations(request.clone().setFilter("done=false").build())
                  .getOperationsCount())
          .isZero();
      assertThat(
              client
                  .functions
                  .listOperations(request.clone().setPageSize(1).build())
                  .getNextPageToken())
          .isNotEmpty();
    }
  }
}
