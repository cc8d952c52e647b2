package io.annals.dialect.yandex;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.annals.api.context.Caller;
import io.annals.dialect.yandex.Procedures.Procedure;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The procedures over gRPC. */
public final class GrpcServices {
  /** Under which key an interceptor before this one leaves who calls. */
  public static final Context.Key<Caller> CALLER = Context.key("annals-caller");

  private static final Context.Key<Call> CALL = Context.key("annals-yandex-call");
  private static final Metadata.Key<String> REQUEST_ID = ascii("x-request-id");
  private static final Metadata.Key<String> CLIENT_REQUEST_ID = ascii("x-client-request-id");
  private static final Metadata.Key<String> TRACE_ID = ascii("x-server-trace-id");
  private static final Metadata.Key<String> IDEMPOTENCY_KEY = ascii("idempotency-key");
  private static final Metadata.Key<String> USER_AGENT = ascii("user-agent");

  private final Procedures procedures;

  GrpcServices(Procedures procedures) {
    this.procedures = procedures;
  }

  /** The services, as a gRPC server takes them. */
  public List<ServerServiceDefinition> definitions() {
    return Procedures.SERVICES.stream().map(this::definition).toList();
  }

  private ServerServiceDefinition definition(ServiceDescriptor service) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      methods.add(method(procedures.of(method)));
    }
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(described.build());
    methods.forEach(definition::addMethod);
    return ServerInterceptors.intercept(definition.build(), new Calls());
  }

  private static <Q extends Message, R extends Message>
      ServerMethodDefinition<Received<Q>, R> method(Procedure<Q, R> procedure) {
    MethodDescriptor<Q, R> method = procedure.method();
    return ServerMethodDefinition.create(
        method.toBuilder(Received.by(method.getRequestMarshaller()), method.getResponseMarshaller())
            .build(),
        ServerCalls.asyncUnaryCall((request, answer) -> answer(procedure, request, answer)));
  }

  private static <Q extends Message, R extends Message> void answer(
      Procedure<Q, R> procedure, Received<Q> request, StreamObserver<R> answer) {
    Call call = Objects.requireNonNull(CALL.get());
    if (Context.current().isCancelled()) {
      // The client is gone, or gave up waiting: nothing is to be done for it any more.
      boolean late = call.deadline() != null && call.deadline().isExpired();
      answer.onError(
          (late ? io.grpc.Status.DEADLINE_EXCEEDED : io.grpc.Status.CANCELLED)
              .withDescription("The call is over; nothing was done.")
              .asRuntimeException());
      return;
    }
    try (OneAnswer<R> one = new OneAnswer<>(call, answer)) {
      R message;
      try {
        message = procedure.answer(call, request.message());
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        one.refuse(e);
        return;
      }
      one.give(message);
    }
  }

  private static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Makes the call of what came with it, and gives every answer the request's id. */
  private static final class Calls implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> server, Metadata headers, ServerCallHandler<Q, R> next) {
      Context context = Context.current();
      Call call =
          new Call(
              CALLER.get(context),
              Call.requestId(headers.get(CLIENT_REQUEST_ID), headers.get(REQUEST_ID)),
              headers.get(USER_AGENT),
              headers.get(IDEMPOTENCY_KEY),
              server.getAuthority(),
              true,
              context.getDeadline());
      return Contexts.interceptCall(
          context.withValue(CALL, call), new Named<>(server, call.requestId()), headers, next);
    }
  }

  /** Names the request in the headers, or in the trailers where there are no headers. */
  private static final class Named<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final String requestId;
    private boolean named;

    Named(ServerCall<Q, R> call, String requestId) {
      super(call);
      this.requestId = requestId;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      name(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void close(io.grpc.Status status, Metadata trailers) {
      if (!named) {
        name(trailers);
      }
      super.close(status, trailers);
    }

    private void name(Metadata metadata) {
      metadata.put(REQUEST_ID, requestId);
      metadata.put(TRACE_ID, requestId);
      named = true;
    }
  }
}
