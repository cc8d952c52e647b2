package io.annals.server.endtoend;

import static io.annals.server.endtoend.Race.atOnce;
import static io.annals.server.endtoend.Race.code;
import static io.annals.server.endtoend.YandexClient.metadata;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.annals.dialect.yandex.proto.access.AccessBinding;
import io.annals.dialect.yandex.proto.access.AccessBindingAction;
import io.annals.dialect.yandex.proto.access.AccessBindingDelta;
import io.annals.dialect.yandex.proto.access.ListAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.SetAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.Subject;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsMetadata;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsRequest;
import io.annals.dialect.yandex.proto.functions.ListScalingPoliciesRequest;
import io.annals.dialect.yandex.proto.functions.RemoveScalingPolicyRequest;
import io.annals.dialect.yandex.proto.functions.ScalingPolicy;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Access bindings and scaling policies of the Yandex dialect. */
class YandexPoliciesTest extends YandexCase {
  @ParameterizedTest
  @EnumSource(Store.class)
  void accessBindingsAreKeptWithoutLosingConcurrentChanges(Store store) throws Exception {
    try (YandexClient client = on(store)) {
      String id = client.create(folder, "bound").getId();
      client.done(
          client.functions.setAccessBindings(
              SetAccessBindingsRequest.newBuilder()
                  .setResourceId(id)
                  .addAccessBindings(binding("first"))
                  .build()));
      for (CompletableFuture<Integer> one :
          atOnce(4, i -> code(() -> update(client, id, AccessBindingAction.ADD, "user-" + i)))) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isZero();
      }
      Operation removed = client.done(update(client, id, AccessBindingAction.REMOVE, "first"));
      assertThat(metadata(removed, UpdateAccessBindingsMetadata.class).getResourceId())
          .isEqualTo(id);
      assertThat(removed.getDescription()).isEqualTo("Update access bindings");
      response(removed, Empty.class);

      List<String> subjects = new ArrayList<>();
      String token = "";
      do {
        var page =
            client.functions.listAccessBindings(
                ListAccessBindingsRequest.newBuilder()
                    .setResourceId(id)
                    .setPageSize(3)
                    .setPageToken(token)
                    .build());
        page.getAccessBindingsList().forEach(b -> subjects.add(b.getSubject().getId()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      assertThat(subjects).containsExactlyInAnyOrder("user-0", "user-1", "user-2", "user-3");
    }
  }

  private static AccessBinding binding(String subject) {
    return AccessBinding.newBuilder()
        .setRoleId("functions.functionInvoker")
        .setSubject(Subject.newBuilder().setId(subject).setType("userAccount"))
        .build();
  }

  private static Operation update(
      YandexClient client, String id, AccessBindingAction action, String subject) {
    return client.functions.updateAccessBindings(
        UpdateAccessBindingsRequest.newBuilder()
            .setResourceId(id)
            .addAccessBindingDeltas(
                AccessBindingDelta.newBuilder()
                    .setAction(action)
                    .setAccessBinding(binding(subject)))
            .build());
  }

  @Test
  void aScalingPolicyIsSetForATagAndRemoved() {
    String id = client.create(folder, "scaled").getId();
    SetScalingPolicyRequest.Builder request =
        SetScalingPolicyRequest.newBuilder()
            .setFunctionId(id)
            .setTag("$latest")
            .setProvisionedInstancesCount(2);
    ScalingPolicy first =
        response(
            client.done(client.functions.setScalingPolicy(request.build())), ScalingPolicy.class);
    ScalingPolicy second =
        response(
            client.done(
                client.functions.setScalingPolicy(request.setZoneInstancesLimit(5).build())),
            ScalingPolicy.class);
    assertThat(second.getCreatedAt()).isEqualTo(first.getCreatedAt());
    assertThat(second.getZoneInstancesLimit()).isEqualTo(5);
    assertThat(
            client
                .functions
                .listScalingPolicies(
                    ListScalingPoliciesRequest.newBuilder().setFunctionId(id).build())
                .getScalingPoliciesList())
        .containsExactly(second);

    RemoveScalingPolicyRequest remove =
        RemoveScalingPolicyRequest.newBuilder().setFunctionId(id).setTag("$latest").build();
    response(client.done(client.functions.removeScalingPolicy(remove)), Empty.class);
    assertThat(refusal(() -> client.functions.removeScalingPolicy(remove)).getCode())
        .isEqualTo(Code.NOT_FOUND.value());
    assertThat(client.get(id).getName()).isEqualTo("scaled");
  }
}
