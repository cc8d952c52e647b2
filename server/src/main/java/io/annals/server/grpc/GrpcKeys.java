package io.annals.server.grpc;

import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import io.annals.api.problem.ProblemException;
import io.annals.dialect.yandex.GrpcServices;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a call: {@code authorization: Bearer KEY} or {@code x-api-key: KEY}. A call
 * without a known key goes on as nobody; one whose key cannot be looked up just now ends.
 */
final class GrpcKeys implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final Credentials credentials;

  GrpcKeys(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String key = key(headers);
    Optional<Caller> caller;
    try {
      caller = key == null ? Optional.empty() : credentials.authenticate(key);
    } catch (ProblemException e) {
      call.close(Status.UNAVAILABLE.withDescription(e.getMessage()), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return caller.isEmpty()
        ? next.startCall(call, headers)
        : Contexts.interceptCall(
            Context.current().withValue(GrpcServices.CALLER, caller.get()), call, headers, next);
  }

  private static @Nullable String key(Metadata headers) {
    String apiKey = headers.get(API_KEY);
    if (apiKey != null) {
      return apiKey;
    }
    String authorization = headers.get(AUTHORIZATION);
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : null;
  }
}
