package io.annals.dialect.yandex;

import com.google.protobuf.ByteString;
import io.annals.api.blob.BlobStore;
import io.annals.api.blob.BlobStore.Blob;
import io.annals.api.function.Changes;
import io.annals.api.function.DeleteRevision;
import io.annals.api.function.Expected;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.function.NewRevision;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListRevisions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionByTagRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsResponse;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Versions of functions, which are revisions to the registry. */
final class Versions {
  private static final String CONTENT = "content.zip";
  private static final long MIB = 1024 * 1024;

  private final Registry registry;
  private final Operations operations;
  private final BlobStore blobs;

  Versions(Registry registry, Operations operations, BlobStore blobs) {
    this.registry = registry;
    this.operations = operations;
    this.blobs = blobs;
  }

  Version get(Call call, GetFunctionVersionRequest request) {
    Revision revision = registry.revision(call, request.getFunctionVersionId());
    return Rendering.version(revision, registry.function(call, revision.functionId()));
  }

  Version byTag(Call call, GetFunctionVersionByTagRequest request) {
    Function function = registry.function(call, request.getFunctionId());
    String tag = request.getTag();
    String id = tag.equals(Rendering.LATEST) ? function.head() : function.aliases().get(tag);
    if (id == null) {
      throw ProblemException.notFound(
          "No version of the function '" + function.id() + "' has the tag '" + tag + "'.");
    }
    return Rendering.version(registry.revision(call, id), function);
  }

  ListFunctionsVersionsResponse list(Call call, ListFunctionsVersionsRequest request) {
    Map<String, Function> functions = new HashMap<>();
    ListFunctionsVersionsResponse.Builder response = ListFunctionsVersionsResponse.newBuilder();
    FunctionRef ref = null;
    String folder = null;
    if (request.hasFunctionId()) {
      Function function = registry.function(call, request.getFunctionId());
      functions.put(function.id(), function);
      ref = new FunctionRef(function.id(), function.namespace(), function.namespace());
    } else if (request.getFolderId().isEmpty()) {
      throw ProblemException.invalid("folder_id", "Is required.");
    } else {
      folder = call.reached(request.getFolderId());
    }
    Selection selection = Selection.of(request.getFilter());
    if (selection.nothing()) {
      return response.build();
    }
    Page<Revision> page =
        registry.askPage(
            call,
            new ListRevisions(
                ref,
                folder,
                selection.filter(),
                Paging.request(request.getPageSize(), request.getPageToken())));
    for (Revision revision : page.items()) {
      Function function = functions.computeIfAbsent(revision.functionId(), id -> live(call, id));
      if (function != null) {
        response.addVersions(Rendering.version(revision, function));
      }
    }
    return response.setNextPageToken(Paging.next(page)).build();
  }

  /** A function; null where it was deleted since the list was read. */
  private @Nullable Function live(Call call, String id) {
    try {
      return registry.function(call, id);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Which versions a filter leaves.
   *
   * @param nothing none: all versions here are ACTIVE, and another status was asked for
   */
  private record Selection(@Nullable Filter filter, boolean nothing) {
    static Selection of(String text) {
      ListFilter filter = ListFilter.parse(text);
      if (filter == null) {
        return new Selection(null, false);
      }
      return switch (filter.field()) {
        case "runtime" ->
            new Selection(
                new Comparison("runtime", Operator.EQUAL, filter.equal().literal().value()), false);
        case "status" -> {
          String status = filter.equal().value();
          if (Version.Status.getDescriptor().findValueByName(status) == null) {
            throw ListFilter.wrong("'" + status + "' is no status of a version.");
          }
          yield new Selection(null, !status.equals(Version.Status.ACTIVE.name()));
        }
        default -> throw filter.unknown("status or runtime");
      };
    }
  }

  Operation create(Call call, CreateFunctionVersionRequest request) {
    checkTmpfs(request);
    String functionId = request.getFunctionId();
    String scope = registry.scope(call, functionId);
    Version.Builder settings = settings(request);
    Map<String, Object> terms = Json.terms(settings);
    Map<String, FileRef> files =
        switch (request.getPackageSourceCase()) {
          case CONTENT -> Map.of(CONTENT, stored(request.getContent()));
          case VERSION_ID -> {
            terms.put("versionId", request.getVersionId());
            yield copied(call, request);
          }
          default -> {
            terms.put("package", Json.terms(request.getPackage()));
            yield Map.of();
          }
        };
    Set<String> tags = new LinkedHashSet<>(request.getTagList());
    tags.add(Rendering.LATEST);
    String id = FunctionIds.next();
    NewRevision revision =
        new NewRevision(
            id,
            files,
            request.getRuntime(),
            request.getEntrypoint(),
            terms,
            request.getDescription(),
            List.copyOf(tags));
    try {
      return operations.change(
          call,
          new UpdateFunction(functionId, scope, Changes.none(), revision, Expected.ANY),
          request,
          OperationKind.CREATE_VERSION,
          id);
    } catch (ProblemException e) {
      throw e.type() == ProblemType.FAILED_PRECONDITION ? Tags.tooMany(e) : e;
    }
  }

  private static void checkTmpfs(CreateFunctionVersionRequest request) {
    long size = request.getTmpfsSize();
    long memory = request.getResources().getMemory();
    if (size != 0 && (memory < 1024 * MIB || size < 512 * MIB || size > memory / 4 * 3)) {
      throw ProblemException.invalid(
          "tmpfs_size",
          "Must be 0, or, where memory is 1024 MiB or more, 512 MiB to three quarters of it.");
    }
  }

  /** The attributes that the registry has no field for, under the names that a Version has. */
  private static Version.Builder settings(CreateFunctionVersionRequest request) {
    Version.Builder settings = Version.newBuilder();
    settings.setResources(request.getResources());
    if (request.hasExecutionTimeout()) {
      settings.setExecutionTimeout(request.getExecutionTimeout());
    }
    settings.setServiceAccountId(request.getServiceAccountId());
    settings.putAllEnvironment(request.getEnvironmentMap());
    if (request.hasConnectivity()) {
      settings.setConnectivity(request.getConnectivity());
    }
    settings.putAllNamedServiceAccounts(request.getNamedServiceAccountsMap());
    settings.addAllSecrets(request.getSecretsList());
    if (request.hasLogOptions()) {
      settings.setLogOptions(request.getLogOptions());
    }
    settings.addAllStorageMounts(request.getStorageMountsList());
    if (request.hasAsyncInvocationConfig()) {
      settings.setAsyncInvocationConfig(request.getAsyncInvocationConfig());
    }
    settings.setTmpfsSize(request.getTmpfsSize());
    settings.setConcurrency(request.getConcurrency());
    settings.addAllMounts(request.getMountsList());
    if (request.hasMetadataOptions()) {
      settings.setMetadataOptions(request.getMetadataOptions());
    }
    return settings;
  }

  private FileRef stored(ByteString content) {
    try {
      Blob blob = blobs.put(content.newInput(), Limits.CODE_BYTES);
      return new FileRef(blob.digest(), blob.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of another version, which must lie in the same folder. */
  private Map<String, FileRef> copied(Call call, CreateFunctionVersionRequest request) {
    if (request.getVersionId().isEmpty()) {
      throw ProblemException.invalid("version_id", "Is required.");
    }
    Revision source = registry.revision(call, request.getVersionId());
    if (!source.functionId().equals(request.getFunctionId())) {
      String folder = registry.function(call, request.getFunctionId()).namespace();
      if (!registry.function(call, source.functionId()).namespace().equals(folder)) {
        throw ProblemException.invalid(
            "version_id", "The version must lie in the folder of the function.");
      }
    }
    return source.files();
  }

  Operation delete(Call call, DeleteFunctionVersionRequest request) {
    Revision revision = registry.revisionForChange(call, request.getFunctionVersionId());
    try {
      return operations.change(
          call,
          new DeleteRevision(
              revision.functionId(),
              registry.scope(call, revision.functionId()),
              revision.id(),
              request.getForce(),
              Expected.ANY),
          request,
          OperationKind.DELETE_VERSION,
          revision.id());
    } catch (ProblemException e) {
      throw switch (e.type()) {
        case NOT_FOUND -> Registry.noVersion(revision.id());
        case FAILED_PRECONDITION ->
            ProblemException.of(
                e.type(), inUse(revision.id(), registry.function(call, revision.functionId())));
        default -> e;
      };
    }
  }

  /** Why a version is not deleted, in the words of what can be seen of its function. */
  private static String inUse(String id, Function function) {
    if (id.equals(function.head())) {
      return "The version '" + id + "' has the tag $latest; create a newer one before deleting it.";
    }
    if (id.equals(function.published())) {
      return "The version '"
          + id
          + "' is published, by another API of the registry; publish another before deleting it.";
    }
    List<String> tags = Rendering.tags(id, function);
    return "The version '"
        + id
        + "' has tags"
        + (tags.isEmpty() ? "" : ", " + String.join(", ", tags))
        + "; remove them or set them on another version first, or force the deletion.";
  }
}
