package io.annals.dialect.nativeapi;

import io.annals.api.blob.BlobStore;
import io.annals.api.function.Changes;
import io.annals.api.function.DeleteRevision;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindRevision;
import io.annals.api.query.ListRevisions;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The revisions of a function and their files. */
@Controller
final class RevisionController {
  private static final String REVISIONS = "/v1/functions/{function:[^:]+}/revisions";

  private final Registry registry;
  private final Mutations mutations;
  private final CodeStore code;
  private final BlobStore blobs;

  RevisionController(Registry registry, Mutations mutations, CodeStore code, BlobStore blobs) {
    this.registry = registry;
    this.mutations = mutations;
    this.code = code;
    this.blobs = blobs;
  }

  /** One file of a revision. */
  record FileEntry(String path, String digest, long size) {}

  @PostMapping(REVISIONS)
  Reply create(Call call, @PathVariable String function) {
    CodeBody body =
        JsonBody.read(
            call.request(),
            false,
            JsonBody.WITH_CODE,
            call.fingerprint(),
            json -> CodeBody.read(json, ""));
    var expected = call.expected();
    String id = registry.idOf(call, function, false);
    return mutations.send(
        call, new UpdateFunction(id, call.scope(), Changes.none(), code.store(body), expected));
  }

  @GetMapping(REVISIONS)
  Reply list(Call call, @PathVariable String function) {
    ListParameters.without(call, "filter", "orderBy");
    Page<Revision> page =
        registry.askPage(new ListRevisions(call.function(function), ListParameters.page(call)));
    return Reply.list("revisions", page.items(), page.nextPageToken());
  }

  @GetMapping(REVISIONS + "/{revision}")
  Reply get(Call call, @PathVariable String function, @PathVariable String revision) {
    return Reply.ok(find(call, function, revision));
  }

  @DeleteMapping(REVISIONS + "/{revision}")
  Reply delete(Call call, @PathVariable String function, @PathVariable String revision) {
    boolean force = call.query().flag("force");
    var expected = call.expected();
    String id = registry.idOf(call, function, false);
    return mutations.send(
        call,
        new DeleteRevision(id, call.scope(), idOf(registry, call, id, revision), force, expected));
  }

  @GetMapping(REVISIONS + "/{revision}/files")
  Reply files(Call call, @PathVariable String function, @PathVariable String revision) {
    List<FileEntry> files =
        find(call, function, revision).files().entrySet().stream()
            .map(e -> new FileEntry(e.getKey(), e.getValue().digest().value(), e.getValue().size()))
            .toList();
    return Reply.list("files", files, null);
  }

  @GetMapping(REVISIONS + "/{revision}/files/{*path}")
  void file(
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String function,
      @PathVariable String revision,
      @PathVariable String path)
      throws IOException {
    Call call = Call.of(request);
    String name = path.substring(1);
    FileRef file = find(call, function, revision).files().get(name);
    if (file == null) {
      throw ProblemException.notFound(
          "The revision has no file '" + name + "'; its files are listed one path up.");
    }
    response.setHeader("ETag", EntityTags.quoted(file.digest().value()));
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (EntityTags.matches(request.getHeader("If-None-Match"), file.digest().value())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    try (InputStream content =
        blobs
            .open(file.digest())
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "The content of '"
                            + name
                            + "' was removed when the function was purged."))) {
      response.setContentType(FileTypes.of(name));
      response.setContentLengthLong(file.size());
      response.setHeader("Content-Disposition", attachment(name));
      content.transferTo(response.getOutputStream());
    }
  }

  /** The id of a revision that a path or a body names by its id or its number. */
  static String idOf(Registry registry, Call call, String function, String revision) {
    return FunctionIds.isId(revision)
        ? revision
        : registry.ask(new FindRevision(call.function(function), revision), Revision.class).id();
  }

  private Revision find(Call call, String function, String revision) {
    return registry.ask(new FindRevision(call.function(function), revision), Revision.class);
  }

  private static String attachment(String path) {
    return ContentDisposition.attachment()
        .filename(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8)
        .build()
        .toString();
  }
}
