package io.annals.dialect.yandex;

import com.google.protobuf.util.Timestamps;
import io.annals.api.function.Expected;
import io.annals.api.function.RemovePolicy;
import io.annals.api.function.SetPolicy;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.dialect.yandex.proto.access.AccessBinding;
import io.annals.dialect.yandex.proto.access.AccessBindingAction;
import io.annals.dialect.yandex.proto.access.AccessBindingDelta;
import io.annals.dialect.yandex.proto.access.ListAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.ListAccessBindingsResponse;
import io.annals.dialect.yandex.proto.access.SetAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsRequest;
import io.annals.dialect.yandex.proto.functions.ListScalingPoliciesRequest;
import io.annals.dialect.yandex.proto.functions.ListScalingPoliciesResponse;
import io.annals.dialect.yandex.proto.functions.RemoveScalingPolicyRequest;
import io.annals.dialect.yandex.proto.functions.ScalingPolicy;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** What is stored about a function without effect: access bindings and scaling policies. */
final class Policies {
  private static final String ACCESS = "yandex.access-bindings";
  private static final String SCALING = "yandex.scaling.";
  private static final int ATTEMPTS = 40;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(25);

  private final Registry registry;
  private final Operations operations;

  Policies(Registry registry, Operations operations) {
    this.registry = registry;
    this.operations = operations;
  }

  static boolean isAccess(String policy) {
    return policy.equals(ACCESS);
  }

  static boolean isScaling(String policy) {
    return policy.startsWith(SCALING);
  }

  ListAccessBindingsResponse accessBindings(Call call, ListAccessBindingsRequest request) {
    Function function = registry.function(call, request.getResourceId());
    Page<AccessBinding> page =
        Paging.part(
            bindings(function), Policies::key, request.getPageSize(), request.getPageToken());
    return ListAccessBindingsResponse.newBuilder()
        .addAllAccessBindings(page.items())
        .setNextPageToken(Paging.next(page))
        .build();
  }

  /** In a fixed order. */
  private static List<AccessBinding> bindings(Function function) {
    ListAccessBindingsResponse.Builder stored = ListAccessBindingsResponse.newBuilder();
    Json.mergeTerms(function.policies().getOrDefault(ACCESS, Map.of()), stored);
    return stored.getAccessBindingsList().stream()
        .sorted(java.util.Comparator.comparing(Policies::key))
        .toList();
  }

  /** Short, for it goes into page tokens. */
  private static String key(AccessBinding binding) {
    return io.annals.api.blob.Digest.of(binding.toByteArray()).value().substring(7, 39);
  }

  Operation setAccessBindings(Call call, SetAccessBindingsRequest request) {
    String id = request.getResourceId();
    return operations.change(
        call,
        new SetPolicy(
            id,
            registry.scope(call, id),
            ACCESS,
            document(new LinkedHashSet<>(request.getAccessBindingsList())),
            OperationKind.SET_ACCESS_BINDINGS.description(),
            Expected.ANY),
        request,
        OperationKind.SET_ACCESS_BINDINGS,
        null);
  }

  Operation updateAccessBindings(Call call, UpdateAccessBindingsRequest request) {
    return change(
        call,
        request.getResourceId(),
        function -> {
          Set<AccessBinding> bindings = new LinkedHashSet<>(bindings(function));
          for (AccessBindingDelta delta : request.getAccessBindingDeltasList()) {
            if (delta.getAction() == AccessBindingAction.ADD) {
              bindings.add(delta.getAccessBinding());
            } else {
              bindings.remove(delta.getAccessBinding());
            }
          }
          return operations.change(
              call,
              new SetPolicy(
                  function.id(),
                  function.namespace(),
                  ACCESS,
                  document(bindings),
                  OperationKind.UPDATE_ACCESS_BINDINGS.description(),
                  Expected.sequence(function.sequence())),
              request,
              OperationKind.UPDATE_ACCESS_BINDINGS,
              null);
        });
  }

  private static Map<String, Object> document(Set<AccessBinding> bindings) {
    return Json.terms(
        ListAccessBindingsResponse.newBuilder().addAllAccessBindings(bindings).build());
  }

  ListScalingPoliciesResponse scalingPolicies(Call call, ListScalingPoliciesRequest request) {
    Function function = registry.function(call, request.getFunctionId());
    List<ScalingPolicy> all =
        function.policies().keySet().stream()
            .filter(Policies::isScaling)
            .sorted()
            .map(name -> scaling(function, name))
            .toList();
    Page<ScalingPolicy> page =
        Paging.part(all, ScalingPolicy::getTag, request.getPageSize(), request.getPageToken());
    return ListScalingPoliciesResponse.newBuilder()
        .addAllScalingPolicies(page.items())
        .setNextPageToken(Paging.next(page))
        .build();
  }

  /** A scaling policy of a function as of an instant. */
  static ScalingPolicy scaling(Function function, String policy) {
    ScalingPolicy.Builder scaling = ScalingPolicy.newBuilder();
    Json.mergeTerms(function.policies().getOrDefault(policy, Map.of()), scaling);
    return scaling.setFunctionId(function.id()).setTag(policy.substring(SCALING.length())).build();
  }

  Operation setScalingPolicy(Call call, SetScalingPolicyRequest request) {
    String policy = SCALING + request.getTag();
    return change(
        call,
        request.getFunctionId(),
        function -> {
          var now = Rendering.timestamp(Instant.now().truncatedTo(ChronoUnit.MICROS));
          boolean isNew = !function.policies().containsKey(policy);
          var created = isNew ? now : scaling(function, policy).getCreatedAt();
          ScalingPolicy scaling =
              ScalingPolicy.newBuilder()
                  .setCreatedAt(Timestamps.isValid(created) ? created : now)
                  .setModifiedAt(now)
                  .setProvisionedInstancesCount(request.getProvisionedInstancesCount())
                  .setZoneInstancesLimit(request.getZoneInstancesLimit())
                  .setZoneRequestsLimit(request.getZoneRequestsLimit())
                  .build();
          return operations.change(
              call,
              new SetPolicy(
                  function.id(),
                  function.namespace(),
                  policy,
                  Json.terms(scaling),
                  OperationKind.SET_SCALING_POLICY.description(),
                  Expected.sequence(function.sequence())),
              request,
              OperationKind.SET_SCALING_POLICY,
              null);
        });
  }

  Operation removeScalingPolicy(Call call, RemoveScalingPolicyRequest request) {
    String id = request.getFunctionId();
    String scope = registry.scope(call, id);
    String policy = SCALING + request.getTag();
    try {
      return operations.change(
          call,
          new RemovePolicy(
              id, scope, policy, OperationKind.REMOVE_SCALING_POLICY.description(), Expected.ANY),
          request,
          OperationKind.REMOVE_SCALING_POLICY,
          null);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NOT_FOUND && String.valueOf(e.getMessage()).contains(policy)
          ? ProblemException.notFound(
              "The function has no scaling policy for the tag '" + request.getTag() + "'.")
          : e;
    }
  }

  /**
   * A change that builds on what is stored: read, decide, and again when somebody else was faster.
   */
  private Operation change(
      Call call, String functionId, java.util.function.Function<Function, Operation> decide) {
    for (int attempt = 1; ; attempt++) {
      try {
        return decide.apply(registry.functionForChange(call, functionId));
      } catch (ProblemException e) {
        if (e.type() != ProblemType.STALE_VERSION) {
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw ProblemException.of(
              ProblemType.CONFLICT,
              "Others changed the function each time that it was to be changed; send it again.");
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }
}
