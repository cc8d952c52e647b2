package io.annals.dialect.yandex;

import com.google.protobuf.Message;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCommand;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.ListFunctions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsResponse;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions: get, list, create, update, delete. */
final class Functions {
  /** What every API of the registry can name. */
  private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  /** What a filter may ask for. */
  private static final Pattern NAME = Pattern.compile("[a-z][-a-z0-9]{1,61}[a-z0-9]");

  private final Registry registry;
  private final Operations operations;

  Functions(Registry registry, Operations operations) {
    this.registry = registry;
    this.operations = operations;
  }

  io.annals.dialect.yandex.proto.functions.Function get(Call call, GetFunctionRequest request) {
    return Rendering.function(registry.function(call, request.getFunctionId()));
  }

  ListFunctionsResponse list(Call call, ListFunctionsRequest request) {
    Page<Function> page =
        registry.askPage(
            call,
            new ListFunctions(
                call.reached(request.getFolderId()),
                filter(request.getFilter()),
                List.of(),
                Paging.request(request.getPageSize(), request.getPageToken()),
                false));
    ListFunctionsResponse.Builder response = ListFunctionsResponse.newBuilder();
    page.items().forEach(function -> response.addFunctions(Rendering.function(function)));
    return response.setNextPageToken(Paging.next(page)).build();
  }

  private static @Nullable Filter filter(String text) {
    ListFilter filter = ListFilter.parse(text);
    if (filter == null) {
      return null;
    }
    if (!filter.field().equals("name")) {
      throw filter.unknown("name");
    }
    if (!NAME.matcher(filter.equal().literal().value()).matches()) {
      throw ListFilter.wrong("The value of name must match the pattern " + NAME + ".");
    }
    return new Comparison("name", filter.operator(), filter.value());
  }

  Operation create(Call call, CreateFunctionRequest request) {
    String folder = call.reached(request.getFolderId());
    if (!FOLDER.matcher(folder).matches()) {
      throw ProblemException.invalid(
          "folder_id", "Must be 1 to 128 characters of A-Z, a-z, 0-9, '_', '.' and '-'.");
    }
    String key = call.idempotencyKey();
    String id =
        key == null
            ? FunctionIds.next()
            : FunctionIds.forKey(folder, call.caller().principal(), key);
    Changes changes = Changes.none();
    if (!request.getName().isEmpty()) {
      changes = changes.with(Field.NAME, request.getName());
    }
    if (!request.getDescription().isEmpty()) {
      changes = changes.with(Field.DESCRIPTION, request.getDescription());
    }
    if (request.getLabelsCount() > 0) {
      changes = changes.with(Field.LABELS, request.getLabelsMap());
    }
    return change(
        call,
        new CreateFunction(id, folder, changes, null),
        request,
        request.getName(),
        OperationKind.CREATE);
  }

  Operation update(Call call, UpdateFunctionRequest request) {
    Changes changes = Changes.none();
    for (Field field : UpdateMask.fields(request.getUpdateMask())) {
      changes = changes.with(field, value(field, request));
    }
    String id = request.getFunctionId();
    return change(
        call,
        new UpdateFunction(id, registry.scope(call, id), changes, null, Expected.ANY),
        request,
        request.getName(),
        OperationKind.UPDATE);
  }

  /**
   * @param name what the function is to be called
   */
  private Operation change(
      Call call, FunctionCommand command, Message request, String name, OperationKind kind) {
    try {
      return operations.change(call, command, request, kind, null);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NAME_TAKEN
          ? ProblemException.of(
              e.type(),
              "The folder has a function named '"
                  + name
                  + "' already; choose another name, or rename or delete that function first.")
          : e;
    }
  }

  /** The value of a field, null for the default where the request has none. */
  private static @Nullable Object value(Field field, UpdateFunctionRequest request) {
    if (field == Field.LABELS) {
      Map<String, String> labels = request.getLabelsMap();
      return labels.isEmpty() ? null : labels;
    }
    String text = field == Field.NAME ? request.getName() : request.getDescription();
    return text.isEmpty() ? null : text;
  }

  Operation delete(Call call, DeleteFunctionRequest request) {
    String id = request.getFunctionId();
    return operations.change(
        call,
        new DeleteFunction(id, registry.scope(call, id), Expected.ANY),
        request,
        OperationKind.DELETE,
        null);
  }
}
