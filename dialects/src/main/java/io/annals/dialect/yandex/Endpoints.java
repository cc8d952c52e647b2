package io.annals.dialect.yandex;

import io.annals.api.problem.ProblemException;
import io.annals.dialect.yandex.proto.endpoint.ApiEndpoint;
import io.annals.dialect.yandex.proto.endpoint.GetApiEndpointRequest;
import io.annals.dialect.yandex.proto.endpoint.ListApiEndpointsRequest;
import io.annals.dialect.yandex.proto.endpoint.ListApiEndpointsResponse;
import io.annals.dialect.yandex.proto.functions.ListRuntimesRequest;
import io.annals.dialect.yandex.proto.functions.ListRuntimesResponse;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Where the services are: all of them here. And the runtimes, which a registry only names. */
final class Endpoints {
  private static final List<String> IDS =
      List.of("endpoint", "iam", "operation", "serverless-functions");

  private static final List<String> RUNTIMES =
      List.of(
          "nodejs10",
          "nodejs12",
          "nodejs14",
          "nodejs16",
          "nodejs18",
          "nodejs22",
          "php74",
          "php8",
          "php82",
          "python37",
          "python38",
          "python39",
          "python311",
          "python312",
          "golang116",
          "golang117",
          "golang118",
          "golang119",
          "golang121",
          "java11",
          "java17",
          "java21",
          "kotlin20",
          "dotnetcore31",
          "dotnet6",
          "dotnet8",
          "r42",
          "r43",
          "bash",
          "bash-2204");

  private final @Nullable String publicAddress;
  private final IntSupplier grpcPort;

  /**
   * @param publicAddress host and port of gRPC as clients reach it; null for the host that each
   *     client called
   * @param grpcPort the port of gRPC
   */
  Endpoints(@Nullable String publicAddress, IntSupplier grpcPort) {
    this.publicAddress = publicAddress;
    this.grpcPort = grpcPort;
  }

  ListApiEndpointsResponse list(Call call, ListApiEndpointsRequest request) {
    var page =
        Paging.part(
            IDS,
            java.util.function.Function.identity(),
            request.getPageSize(),
            request.getPageToken());
    ListApiEndpointsResponse.Builder response = ListApiEndpointsResponse.newBuilder();
    page.items().forEach(id -> response.addEndpoints(endpoint(call, id)));
    return response.setNextPageToken(Paging.next(page)).build();
  }

  ApiEndpoint get(Call call, GetApiEndpointRequest request) {
    if (!IDS.contains(request.getApiEndpointId())) {
      throw ProblemException.notFound("There is no endpoint '" + request.getApiEndpointId() + "'.");
    }
    return endpoint(call, request.getApiEndpointId());
  }

  private ApiEndpoint endpoint(Call call, String id) {
    return ApiEndpoint.newBuilder().setId(id).setAddress(address(call)).build();
  }

  private String address(Call call) {
    if (publicAddress != null) {
      return publicAddress;
    }
    String authority = call.authority() == null ? "localhost" : call.authority();
    if (call.overGrpc() && hasPort(authority)) {
      return authority;
    }
    String host =
        hasPort(authority) ? authority.substring(0, authority.lastIndexOf(':')) : authority;
    return host + ":" + grpcPort.getAsInt();
  }

  private static boolean hasPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon >= 0 && colon > authority.lastIndexOf(']');
  }

  ListRuntimesResponse runtimes(Call call, ListRuntimesRequest request) {
    return ListRuntimesResponse.newBuilder().addAllRuntimes(RUNTIMES).build();
  }
}
