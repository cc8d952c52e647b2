package io.annals.dialect.yandex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.annals.api.problem.Violation;
import io.annals.dialect.yandex.proto.access.SetAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionByTagRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsRequest;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each constraint of the protocol files, kept and broken. */
class ConstraintsTest {

  private static List<String> violated(Message.Builder builder, String json) {
    try {
      Json.merge(json, builder);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
    return Constraints.violations(builder.build()).stream().map(Violation::field).toList();
  }

  private static List<String> listed(String violated) {
    return violated.isEmpty() ? List.of() : List.of(violated.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"folderId": "f"}                                        | ''
          {}                                                       | folder_id
          {"folderId": "f", "name": "abc"}                         | ''
          {"folderId": "f", "name": "ab"}                          | name
          {"folderId": "f", "name": "Abc"}                         | name
          {"folderId": "f", "name": "1bc"}                         | name
          {"folderId": "f", "name": "ab-"}                         | name
          {"folderId": "f", "name": "a_c"}                         | name
          {"folderId": "f", "name": "abc\\n"}                      | name
          {"folderId": "f", "labels": {"a.b/c@d-e_f": "0.1/2@3"}}  | ''
          {"folderId": "f", "labels": {"A": ""}}                   | labels["A"]
          {"folderId": "f", "labels": {"a": "B"}}                  | labels["a"]
          {"folderId": "f", "labels": {"a": "\\\\"}}               | labels["a"]
          """)
  void ofAFunction(String json, String violated) {
    assertThat(violated(CreateFunctionRequest.newBuilder(), json)).isEqualTo(listed(violated));
  }

  @Test
  void anEmptyLabelKeyIsNone() {
    assertThat(
            violated(
                CreateFunctionRequest.newBuilder(), "{\"folderId\":\"f\",\"labels\":{\"\":\"\"}}"))
        .contains("labels[\"\"]");
  }

  private static CreateFunctionVersionRequest.Builder version() {
    CreateFunctionVersionRequest.Builder version =
        CreateFunctionVersionRequest.newBuilder()
            .setFunctionId("f")
            .setRuntime("r")
            .setEntrypoint("e")
            .setContent(ByteString.copyFromUtf8("code"));
    version.getResourcesBuilder().setMemory(134217728);
    return version;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                    | ''
          {"resources": {"memory": 8589934592}}                                 | ''
          {"resources": {"memory": 134217727}}                                  | resources.memory resources.memory
          {"resources": {"memory": 134217729}}                                  | resources.memory
          {"resources": {"memory": 8724152320}}                                 | resources.memory
          {"executionTimeout": "3600s"}                                         | ''
          {"executionTimeout": "3600.000000001s"}                               | execution_timeout
          {"executionTimeout": "-1s"}                                           | execution_timeout
          {"package": {"bucketName": "b"}}                                      | package.object_name
          {"environment": {"A1_b": ""}}                                         | ''
          {"environment": {"1A": ""}}                                           | environment["1A"]
          {"tag": ["a", "b-_0"]}                                                | ''
          {"tag": ["a", "$latest"]}                                             | tag[1]
          {"tag": [""]}                                                         | tag[0]
          {"connectivity": {"subnetId": ["a", "b"]}}                            | ''
          {"connectivity": {"subnetId": ["a", "a"]}}                            | connectivity.subnet_id[1]
          {"connectivity": {"subnetId": [""]}}                                  | connectivity.subnet_id[0]
          {"logOptions": {"logGroupId": "a.b"}}                                 | ''
          {"logOptions": {"logGroupId": ""}}                                    | ''
          {"logOptions": {"folderId": "1"}}                                     | log_options.folder_id
          {"storageMounts": [{"bucketId": "bucket", "mountPointName": "m"}]}    | ''
          {"storageMounts": [{"bucketId": "bu", "mountPointName": "m m"}]}      | storage_mounts[0].bucket_id storage_mounts[0].mount_point_name
          {"asyncInvocationConfig": {"retriesCount": 101}}                      | async_invocation_config.retries_count async_invocation_config.success_target async_invocation_config.failure_target
          {"asyncInvocationConfig": {"successTarget": {"emptyTarget": {}}, "failureTarget": {"ymqTarget": {"queueArn": "q"}}}} | async_invocation_config.failure_target.ymq_target.service_account_id
          {"asyncInvocationConfig": {"successTarget": {}, "failureTarget": {"emptyTarget": {}}}} | async_invocation_config.success_target.target
          {"concurrency": 16}                                                   | ''
          {"concurrency": 17}                                                   | concurrency
          {"mounts": [{"name": "m", "ephemeralDiskSpec": {"size": 1}}]}         | ''
          {"mounts": [{"name": "m", "ephemeralDiskSpec": {}}]}                  | mounts[0].ephemeral_disk_spec.size
          {"mounts": [{"name": "m"}]}                                           | mounts[0].target
          """)
  void ofAVersion(String json, String violated) {
    CreateFunctionVersionRequest.Builder builder = version();
    if (json.contains("package")) {
      builder.clearContent();
    }
    if (json.contains("resources")) {
      builder.clearResources();
    }
    assertThat(violated(builder, json)).isEqualTo(listed(violated));
  }

  @Test
  void anEmptyVersionLacksEverythingThatIsRequired() {
    assertThat(violated(CreateFunctionVersionRequest.newBuilder(), "{}"))
        .containsExactly("package_source", "function_id", "runtime", "entrypoint", "resources");
  }

  @Test
  void lengthsAreOfCharacters() {
    assertThat(violated(version().setDescription("🙂".repeat(600)), "{}")).isEmpty();
    assertThat(violated(version().setDescription("x".repeat(601)), "{}"))
        .containsExactly("description");
    assertThat(violated(version().putEnvironment("A", "ß".repeat(4096)), "{}")).isEmpty();
    assertThat(violated(version().putEnvironment("A", "ß".repeat(4097)), "{}"))
        .containsExactly("environment[\"A\"]");
  }

  @Test
  void ofListsTagsAndPolicies() {
    assertThat(violated(ListFunctionsVersionsRequest.newBuilder(), "{}")).containsExactly("id");
    assertThat(
            violated(
                ListFunctionsVersionsRequest.newBuilder(),
                "{\"functionId\":\"f\",\"pageSize\":1001,\"filter\":\"" + "x".repeat(1001) + "\"}"))
        .containsExactly("page_size", "filter");
    assertThat(
            violated(
                ListFunctionOperationsRequest.newBuilder(),
                "{\"functionId\":\"f\",\"pageToken\":\"" + "x".repeat(101) + "\"}"))
        .containsExactly("page_token");
    assertThat(violated(ListFunctionTagHistoryRequest.newBuilder(), "{\"functionId\":\"f\"}"))
        .isEmpty();
    assertThat(
            violated(
                GetFunctionVersionByTagRequest.newBuilder(),
                "{\"functionId\":\"f\",\"tag\":\"$latest\"}"))
        .isEmpty();
    assertThat(violated(GetFunctionVersionByTagRequest.newBuilder(), "{\"functionId\":\"f\"}"))
        .containsExactly("tag");
    for (String tag : List.of("", "$latest", "A", "a b")) {
      assertThat(
              violated(
                  SetFunctionTagRequest.newBuilder(),
                  "{\"functionVersionId\":\"v\",\"tag\":\"" + tag + "\"}"))
          .as(tag)
          .containsExactly("tag");
    }
    assertThat(
            violated(
                SetScalingPolicyRequest.newBuilder(),
                "{\"functionId\":\"f\",\"tag\":\"$latest\",\"zoneRequestsLimit\":-1}"))
        .containsExactly("zone_requests_limit");
    assertThat(
            violated(
                SetAccessBindingsRequest.newBuilder(),
                "{\"resourceId\":\"f\",\"accessBindings\":[{\"roleId\":\"r\"}]}"))
        .containsExactly("access_bindings[0].subject");
    assertThat(violated(UpdateAccessBindingsRequest.newBuilder(), "{\"resourceId\":\"f\"}"))
        .containsExactly("access_binding_deltas");
    assertThat(
            violated(
                UpdateAccessBindingsRequest.newBuilder(),
                "{\"resourceId\":\"f\",\"accessBindingDeltas\":[{\"accessBinding\":{\"roleId\":\"r\","
                    + "\"subject\":{\"id\":\"i\",\"type\":\"t\"}}}]}"))
        .containsExactly("access_binding_deltas[0].action");
  }
}
