package io.annals.server.grpc;

import io.annals.dialect.yandex.GrpcServices;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Turns away whoever has shown no known key. */
final class OnlyWithKey implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (GrpcServices.CALLER.get() != null) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "Send a key of this registry as 'authorization: Bearer KEY' or 'x-api-key: KEY'."),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
