package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.operation.CancelOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.dialect.yandex.proto.operation.Operation.ResultCase;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.annals.server.ServerSettings.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** An operation of the Yandex dialect from its begin to its end. */
class YandexRunningOperationTest extends YandexCase {
  @Test
  void itIsReadableAtOnceAndSaysNothingOfItsResultUntilItIsDone() throws Exception {
    RunningServer registry = SERVERS.on(Store.SQLITE);
    Operation begun;
    try (Connection views =
            DriverManager.getConnection(
                "jdbc:sqlite:"
                    + ViewDatabase.servedFile(ViewSchema.REGISTRY, registry.place().data()));
        Statement statement = views.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      statement.execute("BEGIN IMMEDIATE");

      begun =
          client.functions.create(
              CreateFunctionRequest.newBuilder().setFolderId(folder).setName("slow").build());

      assertThat(begun)
          .returns(false, Operation::getDone)
          .returns(ResultCase.RESULT_NOT_SET, Operation::getResultCase)
          .returns("Create function", Operation::getDescription)
          .returns("key:root", Operation::getCreatedBy);
      assertThat(YandexClient.metadata(begun, CreateFunctionMetadata.class).getFunctionId())
          .isNotEmpty();
      assertThat(operation(begun.getId()))
          .isEqualTo(
              client.operations.cancel(
                  CancelOperationRequest.newBuilder().setOperationId(begun.getId()).build()))
          .returns(begun.getId(), Operation::getId)
          .returns(begun.getMetadata(), Operation::getMetadata)
          .returns(false, Operation::getDone)
          .returns(ResultCase.RESULT_NOT_SET, Operation::getResultCase);
      assertThat(registry.client().get("/operations/" + begun.getId()).is(200).text())
          .contains("\"done\":false")
          .doesNotContain("\"error\"", "\"response\"");

      statement.execute("ROLLBACK");
    }
    Operation done = client.done(begun);
    assertThat(done.getResultCase()).isEqualTo(ResultCase.RESPONSE);
    assertThat(YandexClient.response(done, Function.class).getName()).isEqualTo("slow");
    assertThat(registry.client().get("/operations/" + begun.getId()).is(200).text())
        .contains("\"done\":true", "\"response\"")
        .doesNotContain("\"error\"");
  }
}
