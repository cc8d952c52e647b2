package io.annals.dialect.yandex;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.annals.dialect.yandex.proto.endpoint.ApiEndpointServiceGrpc;
import io.annals.dialect.yandex.proto.functions.FunctionServiceGrpc;
import io.annals.dialect.yandex.proto.operation.OperationServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every procedure that is served, with its handler: what both transports are made from. */
final class Procedures {
  /** The services that are served. */
  static final List<ServiceDescriptor> SERVICES =
      List.of(
          FunctionServiceGrpc.getServiceDescriptor(),
          OperationServiceGrpc.getServiceDescriptor(),
          ApiEndpointServiceGrpc.getServiceDescriptor());

  private final Map<String, Procedure<?, ?>> procedures = new LinkedHashMap<>();

  Procedures(
      Functions functions,
      Versions versions,
      Tags tags,
      Policies policies,
      Operations operations,
      Endpoints endpoints) {
    add(FunctionServiceGrpc.getGetMethod(), functions::get);
    add(FunctionServiceGrpc.getListMethod(), functions::list);
    add(FunctionServiceGrpc.getCreateMethod(), functions::create);
    add(FunctionServiceGrpc.getUpdateMethod(), functions::update);
    add(FunctionServiceGrpc.getDeleteMethod(), functions::delete);
    add(FunctionServiceGrpc.getGetVersionMethod(), versions::get);
    add(FunctionServiceGrpc.getGetVersionByTagMethod(), versions::byTag);
    add(FunctionServiceGrpc.getListVersionsMethod(), versions::list);
    add(FunctionServiceGrpc.getCreateVersionMethod(), versions::create);
    add(FunctionServiceGrpc.getDeleteVersionMethod(), versions::delete);
    add(FunctionServiceGrpc.getSetTagMethod(), tags::setTag);
    add(FunctionServiceGrpc.getRemoveTagMethod(), tags::removeTag);
    add(FunctionServiceGrpc.getListTagHistoryMethod(), tags::tagHistory);
    add(FunctionServiceGrpc.getGetFunctionVersionMethod(), versions::get);
    add(FunctionServiceGrpc.getGetFunctionVersionByTagMethod(), versions::byTag);
    add(FunctionServiceGrpc.getListFunctionVersionsMethod(), versions::list);
    add(FunctionServiceGrpc.getListFunctionTagHistoryMethod(), tags::tagHistory);
    add(FunctionServiceGrpc.getCreateFunctionVersionMethod(), versions::create);
    add(FunctionServiceGrpc.getListOperationsMethod(), operations::list);
    add(FunctionServiceGrpc.getListRuntimesMethod(), endpoints::runtimes);
    add(FunctionServiceGrpc.getListAccessBindingsMethod(), policies::accessBindings);
    add(FunctionServiceGrpc.getSetAccessBindingsMethod(), policies::setAccessBindings);
    add(FunctionServiceGrpc.getUpdateAccessBindingsMethod(), policies::updateAccessBindings);
    add(FunctionServiceGrpc.getListScalingPoliciesMethod(), policies::scalingPolicies);
    add(FunctionServiceGrpc.getSetScalingPolicyMethod(), policies::setScalingPolicy);
    add(FunctionServiceGrpc.getRemoveScalingPolicyMethod(), policies::removeScalingPolicy);
    add(OperationServiceGrpc.getGetMethod(), operations::get);
    add(OperationServiceGrpc.getCancelMethod(), operations::cancel);
    add(ApiEndpointServiceGrpc.getGetMethod(), endpoints::get);
    add(ApiEndpointServiceGrpc.getListMethod(), endpoints::list);
  }

  private <Q extends Message, R extends Message> void add(
      MethodDescriptor<Q, R> method, Handler<Q, R> handler) {
    procedures.put(method.getFullMethodName(), new Procedure<>(method, handler));
  }

  /** All of them. */
  Iterable<Procedure<?, ?>> all() {
    return procedures.values();
  }

  /** The procedure of a method of one of the {@link #SERVICES}. */
  Procedure<?, ?> of(MethodDescriptor<?, ?> method) {
    return Objects.requireNonNull(
        procedures.get(method.getFullMethodName()), method.getFullMethodName());
  }

  /** Answers a request that keeps to its constraints. */
  interface Handler<Q, R> {
    R answer(Call call, Q request);
  }

  /**
   * One procedure.
   *
   * @param method what gRPC knows of it
   */
  record Procedure<Q extends Message, R extends Message>(
      MethodDescriptor<Q, R> method, Handler<Q, R> handler) {

    /** Checks who asks and what, and answers. */
    R answer(Call call, Q request) {
      if (!isOpen()) {
        call.caller();
      }
      Constraints.check(request);
      return handler.answer(call, request);
    }

    /** Where the services are, anybody may ask, as clients do before they have a token. */
    private boolean isOpen() {
      return ApiEndpointServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
    }

    /** An empty request. */
    @SuppressWarnings("unchecked") // What generated methods marshal with.
    Q prototype() {
      return ((PrototypeMarshaller<Q>) method.getRequestMarshaller()).getMessagePrototype();
    }

    /** What the protocol files say of it. */
    Descriptors.MethodDescriptor descriptor() {
      return ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
          .getMethodDescriptor();
    }
  }
}
