package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static io.annals.server.endtoend.YandexClient.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionByTagRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryResponse;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryResponse.FunctionTagHistoryRecord;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsResponse;
import io.annals.dialect.yandex.proto.functions.RemoveFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions and tags of the Yandex dialect over gRPC. */
class YandexTagsTest extends YandexCase {
  @ParameterizedTest
  @EnumSource(Store.class)
  void tagsMoveBetweenVersionsAndTheirHistoryIsKept(Store store) {
    try (YandexClient client = on(store)) {
      String id = client.create(folder, "tagged").getId();
      String first = client.createVersion(version(id).addTag("prod").addTag("blue"));
      String second = client.createVersion(version(id).setRuntime("python312"));

      assertThat(client.byTag(id, "$latest").getId()).isEqualTo(second);
      assertThat(client.byTag(id, "prod").getTagsList()).containsExactly("blue", "prod");
      Operation set =
          client.done(
              client.functions.setTag(
                  SetFunctionTagRequest.newBuilder()
                      .setFunctionVersionId(second)
                      .setTag("prod")
                      .build()));
      assertThat(response(set, Version.class).getTagsList()).containsExactly("$latest", "prod");
      assertThat(refusal(() -> remove(client, first, "prod")).getCode())
          .isEqualTo(Code.NOT_FOUND.value());
      Operation removed = client.done(remove(client, first, "blue"));
      assertThat(response(removed, Version.class).getTagsList()).isEmpty();

      ListFunctionTagHistoryRequest.Builder request =
          ListFunctionTagHistoryRequest.newBuilder().setFunctionId(id);
      List<FunctionTagHistoryRecord> history =
          client
              .functions
              .listTagHistory(request.clone().setTag("prod").build())
              .getFunctionTagHistoryRecordList();
      assertThat(history)
          .extracting(FunctionTagHistoryRecord::getFunctionVersionId)
          .containsExactly(second, first);
      assertThat(history)
          .extracting(FunctionTagHistoryRecord::hasEffectiveTo)
          .containsExactly(false, true);
      assertThat(history.get(1).getEffectiveTo()).isEqualTo(history.get(0).getEffectiveFrom());
      assertThat(
              client
                  .functions
                  .listFunctionTagHistory(
                      request.clone().setFilter("effective_to>2021-01-01T12:00:00Z").build())
                  .getFunctionTagHistoryRecordCount())
          .isEqualTo(5);
      assertThat(
              client
                  .functions
                  .listTagHistory(
                      request.clone().setFilter("effective_from<2021-01-01T12:00:00Z").build())
                  .getFunctionTagHistoryRecordCount())
          .isZero();
      assertThat(
              client
                  .functions
                  .listTagHistory(request.clone().setTag("never").build())
                  .getFunctionTagHistoryRecordCount())
          .isZero();

      client.done(remove(client, second, "prod"));
      assertThat(
              response(
                      client.operations.get(
                          GetOperationRequest.newBuilder().setOperationId(set.getId()).build()),
                      Version.class)
                  .getTagsList())
          .as("the snapshot stays")
          .containsExactly("$latest", "prod");
    }
  }

  private static Operation remove(YandexClient client, String version, String tag) {
    return client.functions.removeTag(
        RemoveFunctionTagRequest.newBuilder().setFunctionVersionId(version).setTag(tag).build());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void versionsAreListedByFunctionAndByFolderAndFiltered(Store store) {
    try (YandexClient client = on(store)) {
      String one = client.create(folder, "one").getId();
      String two = client.create(folder, "two").getId();
      String first = client.createVersion(version(one));
      String second = client.createVersion(version(two).setRuntime("python312"));
      String third = client.createVersion(version(one));

      assertThat(versions(client, r -> r.setFunctionId(one))).containsExactly(third, first);
      assertThat(versions(client, r -> r.setFolderId(folder)))
          .containsExactly(third, second, first);
      assertThat(versions(client, r -> r.setFolderId(folder).setFilter("runtime=\"python312\"")))
          .containsExactly(second);
      assertThat(versions(client, r -> r.setFunctionId(one).setFilter("status=\"ACTIVE\"")))
          .containsExactly(third, first);
      assertThat(versions(client, r -> r.setFunctionId(one).setFilter("status=\"OBSOLETE\"")))
          .isEmpty();
      var page =
          client.functions.listVersions(
              ListFunctionsVersionsRequest.newBuilder().setFolderId(folder).setPageSize(2).build());
      assertThat(versions(client, r -> r.setFolderId(folder).setPageToken(page.getNextPageToken())))
          .containsExactly(first);
    }
  }

  private static List<String> versions(
      YandexClient client,
      java.util.function.UnaryOperator<ListFunctionsVersionsRequest.Builder> request) {
    return client
        .functions
        .listFunctionVersions(request.apply(ListFunctionsVersionsRequest.newBuilder()).build())
        .getVersionsList()
        .stream()
        .map(Version::getId)
        .toList();
  }

  @Test
  void onlyAnOldUntaggedVersionIsDeletedWithoutForce() {
    String id = client.create(folder, "deleting").getId();
    String tagged = client.createVersion(version(id).addTag("prod"));
    String latest = client.createVersion(version(id));
    DeleteFunctionVersionRequest.Builder request = DeleteFunctionVersionRequest.newBuilder();

    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            request.clone().setFunctionVersionId(tagged).build()))
                .getCode())
        .isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            request.clone().setFunctionVersionId(latest).setForce(true).build()))
                .getCode())
        .isEqualTo(Code.FAILED_PRECONDITION.value());
    client.done(
        client.functions.deleteVersion(
            request.clone().setFunctionVersionId(tagged).setForce(true).build()));
    assertThat(
            refusal(
                    () ->
                        client.functions.getVersion(
                            GetFunctionVersionRequest.newBuilder()
                                .setFunctionVersionId(tagged)
                                .build()))
                .getCode())
        .isEqualTo(Code.NOT_FOUND.value());
    assertThat(refusal(() -> client.byTag(id, "prod")).getCode()).isEqualTo(Code.NOT_FOUND.value());
  }

  @Test
  void refusalsSpeakOfVersionsAndTags() {
    String id = client.create(folder, "refusing").getId();
    String tagged = client.createVersion(version(id).addTag("prod").addTag("blue"));
    String latest = client.createVersion(version(id));
    DeleteFunctionVersionRequest.Builder delete = DeleteFunctionVersionRequest.newBuilder();

    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            delete.clone().setFunctionVersionId(tagged).build()))
                .getMessage())
        .contains("version '" + tagged + "' has tags, blue, prod;", "force");
    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            delete.clone().setFunctionVersionId(latest).setForce(true).build()))
                .getMessage())
        .contains("version '" + latest + "' has the tag $latest;");
    assertThat(refusal(() -> remove(client, latest, "prod")).getMessage())
        .isEqualTo("There is no function version '" + latest + "' with the tag 'prod'.");
    assertThat(refusal(() -> client.create(folder, "refusing")).getMessage())
        .contains("The folder has a function named 'refusing' already");
  }

  @Test
  void tagsAreManyButNotWithoutEnd() {
    String id = client.create(folder, "many").getId();
    CreateFunctionVersionRequest.Builder most = version(id);
    for (int i = 1; i < 1_000; i++) {
      most.addTag("t" + i);
    }
    String version = client.createVersion(most);
    assertThat(client.byTag(id, "t999").getTagsList()).hasSize(1_000);
    client.done(set(version, "t1"));

    for (Status status :
        List.of(
            refusal(() -> set(version, "one-more")),
            refusal(() -> client.createVersion(version(id).addTag("one-more"))))) {
      assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
      assertThat(status.getMessage()).startsWith("A function has at most 1000 tags");
    }
  }

  private Operation set(String version, String tag) {
    return client.functions.setTag(
        SetFunctionTagRequest.newBuilder().setFunctionVersionId(version).setTag(tag).build());
  }

  @Test
  @SuppressWarnings("deprecation") // What older clients call.
  void theOlderNamesAnswerTheSame() {
    String id = client.create(folder, "older").getId();
    Operation created =
        client.done(client.functions.createFunctionVersion(version(id).addTag("prod").build()));
    Version made = response(created, Version.class);
    GetFunctionVersionRequest get =
        GetFunctionVersionRequest.newBuilder().setFunctionVersionId(made.getId()).build();
    assertThat(client.functions.getFunctionVersion(get))
        .isEqualTo(client.functions.getVersion(get))
        .isEqualTo(made);
    assertThat(
            client.functions.getFunctionVersionByTag(
                GetFunctionVersionByTagRequest.newBuilder()
                    .setFunctionId(id)
                    .setTag("prod")
                    .build()))
        .isEqualTo(made);
    ListFunctionsVersionsRequest list =
        ListFunctionsVersionsRequest.newBuilder().setFunctionId(id).build();
    assertThat(client.functions.listFunctionVersions(list))
        .isEqualTo(client.functions.listVersions(list))
        .returns(1, ListFunctionsVersionsResponse::getVersionsCount);
    ListFunctionTagHistoryRequest history =
        ListFunctionTagHistoryRequest.newBuilder().setFunctionId(id).build();
    assertThat(client.functions.listFunctionTagHistory(history))
        .isEqualTo(client.functions.listTagHistory(history))
        .returns(2, ListFunctionTagHistoryResponse::getFunctionTagHistoryRecordCount);
  }
}
