package io.annals.dialect.yandex;

import com.google.protobuf.Message;
import io.annals.api.resource.Operation;
import io.annals.dialect.yandex.proto.access.SetAccessBindingsMetadata;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionMetadata;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionVersionMetadata;
import io.annals.dialect.yandex.proto.functions.RemoveFunctionTagMetadata;
import io.annals.dialect.yandex.proto.functions.RemoveScalingPolicyMetadata;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagMetadata;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyMetadata;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionMetadata;

/** What an operation is about, and what it answers with when it is done. */
enum OperationKind {
  CREATE("Create function", Response.FUNCTION),
  UPDATE("Update function", Response.FUNCTION),
  DELETE("Delete function", Response.EMPTY),
  UNDELETE("Undelete function", Response.FUNCTION),
  CREATE_VERSION("Create function version", Response.VERSION),
  DELETE_VERSION("Delete function version", Response.EMPTY),
  SET_TAG("Set function tag", Response.VERSION),
  REMOVE_TAG("Remove function tag", Response.VERSION),
  SET_ACCESS_BINDINGS("Set access bindings", Response.EMPTY),
  UPDATE_ACCESS_BINDINGS("Update access bindings", Response.EMPTY),
  SET_SCALING_POLICY("Set scaling policy", Response.SCALING_POLICY),
  REMOVE_SCALING_POLICY("Remove scaling policy", Response.EMPTY);

  /** The types of responses. */
  enum Response {
    EMPTY,
    FUNCTION,
    VERSION,
    SCALING_POLICY
  }

  private final String description;
  private final Response response;

  OperationKind(String description, Response response) {
    this.description = description;
    this.response = response;
  }

  /** What was asked for, for a person. */
  String description() {
    return description;
  }

  Response response() {
    return response;
  }

  /** The kind of an operation, whichever dialect started it. */
  static OperationKind of(Operation operation) {
    String revision = operation.metadata().revision();
    String policy = String.valueOf(operation.metadata().policy());
    return switch (operation.type()) {
      case "FunctionCreated" -> CREATE;
      case "FunctionDeleted", "FunctionPurged" -> DELETE;
      case "FunctionUndeleted" -> UNDELETE;
      case "RevisionDeleted" -> DELETE_VERSION;
      case "AliasSet" -> SET_TAG;
      case "AliasRemoved" -> REMOVE_TAG;
      case "PolicySet" ->
          Policies.isScaling(policy)
              ? SET_SCALING_POLICY
              : !Policies.isAccess(policy)
                  ? UPDATE
                  : operation.description().equals(UPDATE_ACCESS_BINDINGS.description)
                      ? UPDATE_ACCESS_BINDINGS
                      : SET_ACCESS_BINDINGS;
      case "PolicyRemoved" -> Policies.isScaling(policy) ? REMOVE_SCALING_POLICY : UPDATE;
      default -> revision == null ? UPDATE : CREATE_VERSION;
    };
  }

  Message metadata(Operation.Metadata metadata) {
    String function = metadata.functionId();
    String version = metadata.revision() == null ? "" : metadata.revision();
    return switch (this) {
      case CREATE -> CreateFunctionMetadata.newBuilder().setFunctionId(function).build();
      case UPDATE, UNDELETE -> UpdateFunctionMetadata.newBuilder().setFunctionId(function).build();
      case DELETE -> DeleteFunctionMetadata.newBuilder().setFunctionId(function).build();
      case CREATE_VERSION ->
          CreateFunctionVersionMetadata.newBuilder().setFunctionVersionId(version).build();
      case DELETE_VERSION ->
          DeleteFunctionVersionMetadata.newBuilder().setFunctionVersionId(version).build();
      case SET_TAG -> SetFunctionTagMetadata.newBuilder().setFunctionVersionId(version).build();
      case REMOVE_TAG ->
          RemoveFunctionTagMetadata.newBuilder().setFunctionVersionId(version).build();
      case SET_ACCESS_BINDINGS ->
          SetAccessBindingsMetadata.newBuilder().setResourceId(function).build();
      case UPDATE_ACCESS_BINDINGS ->
          UpdateAccessBindingsMetadata.newBuilder().setResourceId(function).build();
      case SET_SCALING_POLICY ->
          SetScalingPolicyMetadata.newBuilder().setFunctionId(function).build();
      case REMOVE_SCALING_POLICY ->
          RemoveScalingPolicyMetadata.newBuilder().setFunctionId(function).build();
    };
  }
}
