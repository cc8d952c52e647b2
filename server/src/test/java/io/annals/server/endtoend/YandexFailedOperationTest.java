package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsRequest;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.query.database.ViewDatabase;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** An operation whose change was accepted, and cannot be shown. */
class YandexFailedOperationTest {
  @Test
  void itIsDoneWithAnErrorAndWithoutAResponse() {
    try (Place place = Place.fresh(Store.SQLITE);
        RunningServer server = RunningServer.at(place);
        YandexClient client = new YandexClient(server.grpcPort(), Place.KEY)) {
      Function function = client.create("failing", "before");
      ViewDatabase views = server.part(ViewDatabase.class);
      views
          .transactions()
          .executeInTransaction(
              () ->
                  views
                      .writes()
                      .execute(
                          "CREATE TRIGGER refusal BEFORE INSERT ON history WHEN NEW.name = 'poison'"
                              + " BEGIN SELECT RAISE(ABORT, 'refused'); END"));

      Operation failed =
          client.done(
              client.functions.update(
                  UpdateFunctionRequest.newBuilder()
                      .setFunctionId(function.getId())
                      .setName("poison")
                      .build()));

      assertThat(failed.getDone()).isTrue();
      assertThat(failed.getResultCase()).isEqualTo(Operation.ResultCase.ERROR);
      assertThat(failed.getError())
          .returns(Code.INTERNAL.value(), Status::getCode)
          .returns(
              "The change is stored, but cannot be shown. An operator has to look into it.",
              Status::getMessage);
      assertThat(failed.getDescription()).isEqualTo("Update function");
      assertThat(failed.getCreatedBy()).isEqualTo("key:root");
      assertThat(YandexClient.metadata(failed, UpdateFunctionMetadata.class).getFunctionId())
          .isEqualTo(function.getId());
      assertThat(
              client
                  .functions
                  .listOperations(
                      ListFunctionOperationsRequest.newBuilder()
                          .setFunctionId(function.getId())
                          .build())
                  .getOperationsList())
          .first()
          .isEqualTo(failed);
      assertThat(client.get(function.getId()).getName()).isEqualTo("before");

      NativeClient.Answer rest = server.client().get("/operations/" + failed.getId()).is(200);
      assertThat(rest.text("error.message")).isEqualTo(failed.getError().getMessage());
      assertThat(rest.text()).contains("\"code\":13", "\"done\":true").doesNotContain("response");
    }
  }
}
