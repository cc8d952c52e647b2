package io.annals.server.endtoend;

import static io.annals.server.endtoend.Race.atOnce;
import static io.annals.server.endtoend.Race.code;
import static io.annals.server.endtoend.YandexClient.metadata;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.version;
import static io.annals.server.endtoend.YandexClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Yandex dialect answers to changes at the same time, and to the same change again. */
class YandexRacesTest extends YandexCase {
  @ParameterizedTest
  @EnumSource(Store.class)
  void ofManyWhoCreateOneNameExactlyOneWins(Store store) throws Exception {
    try (YandexClient client = on(store)) {
      List<Integer> codes = new ArrayList<>();
      for (CompletableFuture<Integer> one :
          atOnce(
              16,
              i ->
                  code(
                      () ->
                          client.functions.create(
                              CreateFunctionRequest.newBuilder()
                                  .setFolderId(folder)
                                  .setName("contested")
                                  .build())))) {
        codes.add(one.get(60, TimeUnit.SECONDS));
      }
      assertThat(codes).filteredOn(code -> code == 0).hasSize(1);
      assertThat(codes)
          .filteredOn(code -> code == Code.ALREADY_EXISTS.value())
          .hasSize(codes.size() - 1);
    }
  }

  @Test
  void whatRacesADeleteIsDoneBeforeItOrNotFound() throws Exception {
    for (int round = 0; round < 5; round++) {
      String id = client.create(folder, "racing").getId();
      List<CompletableFuture<Integer>> racers =
          atOnce(
              8,
              i ->
                  code(
                      () -> {
                        if (i == 4) {
                          client.functions.delete(
                              DeleteFunctionRequest.newBuilder().setFunctionId(id).build());
                        } else {
                          client.functions.update(
                              UpdateFunctionRequest.newBuilder()
                                  .setFunctionId(id)
                                  .setDescription("by " + i)
                                  .build());
                        }
                      }));
      for (int i = 0; i < racers.size(); i++) {
        assertThat(racers.get(i).get(60, TimeUnit.SECONDS))
            .isIn(i == 4 ? List.of(0) : List.of(0, Code.NOT_FOUND.value()));
      }
      assertThat(code(() -> client.get(id))).isEqualTo(Code.NOT_FOUND.value());
    }
  }

  @Test
  void theSameKeyAnswersWithTheFirstOperation() {
    var stub = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    CreateFunctionRequest request =
        CreateFunctionRequest.newBuilder().setFolderId(folder).setName("once").build();

    Operation first = client.done(stub.create(request));
    Operation second = client.done(stub.create(request));

    assertThat(second).isEqualTo(first);
    assertThat(refusal(() -> stub.create(request.toBuilder().setName("twice").build())).getCode())
        .isEqualTo(Code.INVALID_ARGUMENT.value());

    var versions = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    String id = metadata(first, CreateFunctionMetadata.class).getFunctionId();
    CreateFunctionVersionRequest version = version(id).build();
    Operation begun = client.done(versions.createVersion(version));
    assertThat(client.done(versions.createVersion(version))).isEqualTo(begun);

    String old = metadata(begun, CreateFunctionVersionMetadata.class).getFunctionVersionId();
    client.createVersion(version(id));
    var deletes = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    DeleteFunctionVersionRequest delete =
        DeleteFunctionVersionRequest.newBuilder().setFunctionVersionId(old).build();
    Operation deleted = client.done(deletes.deleteVersion(delete));
    assertThat(client.done(deletes.deleteVersion(delete))).isEqualTo(deleted);
  }
}
