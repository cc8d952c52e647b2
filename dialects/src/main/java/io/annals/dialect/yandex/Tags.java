package io.annals.dialect.yandex;

import com.google.rpc.Code;
import io.annals.api.function.Expected;
import io.annals.api.function.Limits;
import io.annals.api.function.RemoveAlias;
import io.annals.api.function.SetAlias;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryResponse;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryResponse.FunctionTagHistoryRecord;
import io.annals.dialect.yandex.proto.functions.RemoveFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Tags of versions, which are aliases to the registry, and their history. */
final class Tags {
  private final Registry registry;
  private final Operations operations;

  Tags(Registry registry, Operations operations) {
    this.registry = registry;
    this.operations = operations;
  }

  Operation setTag(Call call, SetFunctionTagRequest request) {
    Revision revision = registry.revisionForChange(call, request.getFunctionVersionId());
    try {
      return operations.change(
          call,
          new SetAlias(
              revision.functionId(),
              registry.scope(call, revision.functionId()),
              request.getTag(),
              revision.id(),
              Expected.ANY),
          request,
          OperationKind.SET_TAG,
          revision.id());
    } catch (ProblemException e) {
      throw switch (e.type()) {
        case NOT_FOUND -> Registry.noVersion(revision.id());
        case FAILED_PRECONDITION -> tooMany(e);
        default -> e;
      };
    }
  }

  /** The only precondition of new tags. */
  static Refusal tooMany(ProblemException cause) {
    return new Refusal(
        Code.RESOURCE_EXHAUSTED,
        "A function has at most "
            + Limits.ALIASES
            + " tags, $latest among them; remove some before you set more.",
        cause);
  }

  Operation removeTag(Call call, RemoveFunctionTagRequest request) {
    Revision revision = registry.revisionForChange(call, request.getFunctionVersionId());
    try {
      return operations.change(
          call,
          new RemoveAlias(
              revision.functionId(),
              registry.scope(call, revision.functionId()),
              request.getTag(),
              revision.id(),
              Expected.ANY),
          request,
          OperationKind.REMOVE_TAG,
          revision.id());
    } catch (ProblemException e) {
      throw e.type() == ProblemType.NOT_FOUND
          ? ProblemException.notFound(
              "There is no function version '"
                  + revision.id()
                  + "' with the tag '"
                  + request.getTag()
                  + "'.")
          : e;
    }
  }

  ListFunctionTagHistoryResponse tagHistory(Call call, ListFunctionTagHistoryRequest request) {
    Function function = registry.function(call, request.getFunctionId());
    ListFunctionTagHistoryResponse.Builder response = ListFunctionTagHistoryResponse.newBuilder();
    Page<Alias> page;
    try {
      page =
          registry.askPage(
              call,
              new ListAliasHistory(
                  new FunctionRef(function.id(), function.namespace(), function.namespace()),
                  request.getTag().isEmpty() ? null : request.getTag(),
                  historyFilter(request.getFilter()),
                  Paging.request(request.getPageSize(), request.getPageToken())));
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return response.build();
      }
      throw e;
    }
    for (Alias alias : page.items()) {
      FunctionTagHistoryRecord.Builder line = response.addFunctionTagHistoryRecordBuilder();
      line.setFunctionId(alias.functionId())
          .setTag(alias.alias())
          .setFunctionVersionId(alias.revisionId())
          .setEffectiveFrom(Rendering.timestamp(alias.effectiveFrom()));
      if (alias.effectiveTo() != null) {
        line.setEffectiveTo(Rendering.timestamp(alias.effectiveTo()));
      }
    }
    return response.setNextPageToken(Paging.next(page)).build();
  }

  private static @Nullable Filter historyFilter(String text) {
    ListFilter filter = ListFilter.parse(text);
    if (filter == null) {
      return null;
    }
    String path =
        switch (filter.field()) {
          case "effective_from", "effectiveFrom" -> "effectiveFrom";
          case "effective_to", "effectiveTo" -> "effectiveTo";
          default -> throw filter.unknown("effective_from or effective_to");
        };
    try {
      OffsetDateTime instant = OffsetDateTime.parse(filter.value());
      return new Comparison(path, filter.operator(), instant.toInstant().toString());
    } catch (DateTimeException e) {
      throw ListFilter.wrong(
          "The value of " + filter.field() + " is a time such as 2026-01-31T12:00:00Z.");
    }
  }
}
