package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.metadata;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static io.annals.server.endtoend.YandexClient.violatedFields;
import static io.annals.server.endtoend.YandexClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionRequest;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of the Yandex dialect over gRPC. */
class YandexFunctionsTest extends YandexCase {
  @ParameterizedTest
  @EnumSource(Store.class)
  void aFunctionLivesFromCreateToDelete(Store store) {
    try (YandexClient client = on(store)) {
      Operation created =
          client.functions.create(
              CreateFunctionRequest.newBuilder()
                  .setFolderId(folder)
                  .setName("resize")
                  .setDescription("Größe ändern 🙂")
                  .putLabels("env", "prod")
                  .build());
      String id = metadata(created, CreateFunctionMetadata.class).getFunctionId();
      assertThat(created.getDescription()).isEqualTo("Create function");
      assertThat(created.getCreatedBy()).isEqualTo("key:root");
      Function function = response(client.done(created), Function.class);
      assertThat(function)
          .isEqualTo(client.get(id))
          .returns(folder, Function::getFolderId)
          .returns("resize", Function::getName)
          .returns("Größe ändern 🙂", Function::getDescription)
          .returns(Map.of("env", "prod"), Function::getLabelsMap)
          .returns("https://functions.yandexcloud.net/" + id, Function::getHttpInvokeUrl)
          .returns(Function.Status.ACTIVE, Function::getStatus);

      Operation updated =
          client.functions.update(
              UpdateFunctionRequest.newBuilder().setFunctionId(id).setName("scale").build());
      assertThat(response(client.done(updated), Function.class))
          .isEqualTo(
              function.toBuilder().setName("scale").clearDescription().clearLabels().build());

      Operation deleted =
          client.functions.delete(DeleteFunctionRequest.newBuilder().setFunctionId(id).build());
      response(client.done(deleted), Empty.class);
      assertThat(refusal(() -> client.get(id)).getCode()).isEqualTo(Code.NOT_FOUND.value());
      assertThat(refusal(() -> client.update(UpdateFunctionRequest.newBuilder().setFunctionId(id))))
          .returns(Code.NOT_FOUND.value(), Status::getCode);

      Operation again =
          client.operations.get(
              GetOperationRequest.newBuilder().setOperationId(created.getId()).build());
      assertThat(response(again, Function.class)).as("the snapshot stays").isEqualTo(function);
      assertThat(again.hasError()).isFalse();
      client.create(folder, "scale");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name                    | new-name | ''    | new-name | old
          description             | new-name | later | old-name | later
          description             | new-name | ''    | old-name | ''
          name                    | ''       | later | ''       | old
          name,name,description   | new-name | later | new-name | later
          ''                      | new-name | ''    | new-name | ''
          """)
  void theMaskSaysWhatIsWritten(
      String mask, String name, String description, String nameAfter, String descriptionAfter) {
    Function function =
        client.create(
            CreateFunctionRequest.newBuilder()
                .setFolderId(folder)
                .setName("old-name")
                .setDescription("old")
                .putLabels("a", "1"));
    UpdateFunctionRequest.Builder request =
        UpdateFunctionRequest.newBuilder()
            .setFunctionId(function.getId())
            .setName(name)
            .setDescription(description)
            .putLabels("b", "2");

    Function after = client.update(request, mask.isEmpty() ? new String[0] : mask.split(","));

    assertThat(after.getName()).isEqualTo(nameAfter);
    assertThat(after.getDescription()).isEqualTo(descriptionAfter);
    assertThat(after.getLabelsMap())
        .isEqualTo(mask.isEmpty() ? Map.of("b", "2") : Map.of("a", "1"));
  }

  @Test
  void labelsInTheMaskAreReplacedAsAWhole() {
    Function function =
        client.create(
            CreateFunctionRequest.newBuilder()
                .setFolderId(folder)
                .putLabels("a", "1")
                .putLabels("b", "2"));
    UpdateFunctionRequest.Builder request =
        UpdateFunctionRequest.newBuilder().setFunctionId(function.getId());

    assertThat(client.update(request.clone().putLabels("c", "3"), "labels").getLabelsMap())
        .isEqualTo(Map.of("c", "3"));
    assertThat(client.update(request.clone(), "labels").getLabelsMap()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "labels.env",
    "name.x",
    "*",
    "function_id",
    "folder_id",
    "id",
    "status",
    "update_mask",
    "zone"
  })
  void aMaskOfAnythingElseIsRefused(String path) {
    Function function = client.create(folder, "");
    Status refusal =
        refusal(
            () ->
                client.update(
                    UpdateFunctionRequest.newBuilder().setFunctionId(function.getId()), path));

    assertThat(refusal.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
    assertThat(violatedFields(refusal)).containsExactly("update_mask");
    assertThat(client.get(function.getId())).isEqualTo(function);
  }

  @Test
  void anErrorNamesTheFieldsAndTheRequest() throws Exception {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                with(client.functions, "x-client-request-id", "my-request")
                    .create(
                        CreateFunctionRequest.newBuilder()
                            .setName("Ab")
                            .putLabels("Env", "PROD")
                            .build()));
    Status status = io.grpc.protobuf.StatusProto.fromThrowable(failure);

    assertThat(violatedFields(status))
        .containsExactly("folder_id", "name", "labels[\"Env\"]", "labels[\"Env\"]");
    assertThat(status.getDetails(1).unpack(RequestInfo.class).getRequestId())
        .isEqualTo("my-request");
    assertThat(
            failure
                .getTrailers()
                .get(
                    io.grpc.Metadata.Key.of(
                        "x-request-id", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("my-request");
  }

  @Test
  void boundaryLengthsAreTakenAndOneMoreIsNot() {
    CreateFunctionRequest.Builder most =
        CreateFunctionRequest.newBuilder()
            .setFolderId(folder)
            .setName("a" + "b".repeat(62))
            .setDescription("🙂".repeat(600));
    for (int i = 0; i < 64; i++) {
      most.putLabels("k" + i + "k".repeat(63 - ("k" + i).length()), "v".repeat(63));
    }
    Function function = client.create(most);
    assertThat(client.get(function.getId())).isEqualTo(function);
    assertThat(function.getLabelsMap()).hasSize(64);

    assertThat(violated(most.clone().setName("a" + "b".repeat(63)))).containsExactly("name");
    assertThat(violated(most.clone().setName("ab"))).containsExactly("name");
    assertThat(violated(most.clone().setName("").setDescription("x".repeat(601))))
        .containsExactly("description");
    assertThat(violated(most.clone().setName("").putLabels("one-more", "")))
        .containsExactly("labels");
    assertThat(client.create(folder, "abc").getName()).isEqualTo("abc");
  }

  private List<String> violated(CreateFunctionRequest.Builder request) {
    return violatedFields(refusal(() -> client.functions.create(request.build())));
  }

  @Test
  void namesAreUniqueInAFolderWhileEmptyOnesAreFree() {
    Function first = client.create(folder, "taken");
    client.create(folder, "");
    client.create(folder, "");
    client.create(folder + "-other", "taken");

    assertThat(refusal(() -> client.create(folder, "taken")).getCode())
        .isEqualTo(Code.ALREADY_EXISTS.value());
    Function second = client.create(folder, "second");
    assertThat(
            refusal(
                    () ->
                        client.update(
                            UpdateFunctionRequest.newBuilder()
                                .setFunctionId(second.getId())
                                .setName("taken"),
                            "name"))
                .getCode())
        .isEqualTo(Code.ALREADY_EXISTS.value());
    client.update(
        UpdateFunctionRequest.newBuilder().setFunctionId(first.getId()).setName("taken"), "name");
  }

  @Test
  void whoAsksIsCheckedFirstThenWhatIsAskedThenWhetherItIsThere() {
    UpdateFunctionRequest.Builder wrong =
        UpdateFunctionRequest.newBuilder()
            .setFunctionId(UUID.randomUUID().toString())
            .setName("NO")
            .setUpdateMask(FieldMask.newBuilder().addPaths("description"));
    try (YandexClient stranger =
        new YandexClient(SERVERS.on(Store.SQLITE).grpcPort(), "another-key")) {
      assertThat(refusal(() -> stranger.functions.update(wrong.build())).getCode())
          .isEqualTo(Code.UNAUTHENTICATED.value());
    }
    assertThat(violatedFields(refusal(() -> client.functions.update(wrong.build()))))
        .as("also what the mask leaves out keeps to its constraints")
        .containsExactly("name");
    UpdateFunctionRequest.Builder masked =
        wrong.clone().setName("yes").setUpdateMask(FieldMask.newBuilder().addPaths("zone"));
    assertThat(violatedFields(refusal(() -> client.functions.update(masked.build()))))
        .containsExactly("update_mask");
    assertThat(
            refusal(() -> client.functions.update(wrong.clone().setName("yes").build())).getCode())
        .isEqualTo(Code.NOT_FOUND.value());
  }
}
