package io.annals.dialect.conductorone;

import io.annals.api.blob.BlobStore;
import io.annals.api.function.Changes;
import io.annals.api.function.Expected;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.function.NewRevision;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.ListRevisions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.api.upload.PendingRevision;
import io.annals.api.upload.PendingRevisions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;

/** Commits: listed, announced, finalized, read. */
@Controller
final class CommitController {
  private static final String COMMITS = "/api/v1/functions/{function}/commits";
  private static final String LOCK_FILE = "deno.lock";

  private final C1Registry registry;
  private final CommitCode code;
  private final CommitView commits;
  private final UploadUrls urls;
  private final PendingRevisions pending;
  private final BlobStore blobs;

  CommitController(
      C1Registry registry,
      CommitCode code,
      CommitView commits,
      UploadUrls urls,
      PendingRevisions pending,
      BlobStore blobs) {
    this.registry = registry;
    this.code = code;
    this.commits = commits;
    this.urls = urls;
    this.pending = pending;
    this.blobs = blobs;
  }

  @GetMapping(COMMITS)
  void list(@PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    registry.function(call, function);
    Page<Revision> page =
        registry.askPage(new ListRevisions(call.function(function), C1Page.of(request)));
    C1Json.ok(
        response,
        FunctionView.list(page.items().stream().map(FunctionView::commit).toList(), page));
  }

  /** Announces the files of a commit, or, as older SDKs do, brings them at once. */
  @PostMapping(COMMITS)
  void begin(
      @PathVariable String function, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Members body = C1Json.read(request);
    Function live = registry.function(call, function);
    String message = body.text("commitMessage");
    if (body.has("content")) {
      NewRevision revision = code.of("content", body.textMap("content"), message);
      C1Json.ok(response, Map.of("commit", committed(call, live, revision)));
      return;
    }
    List<String> filenames = List.copyOf(new LinkedHashSet<>(body.texts("filenames")));
    check(body, filenames, message);
    PendingRevision announced =
        new PendingRevision(FunctionIds.next(), function, filenames, message, urls.expiry());
    pending.open(announced);
    Map<String, String> uploadUrls = new LinkedHashMap<>();
    filenames.forEach(name -> uploadUrls.put(name, urls.of(announced, name)));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("commitId", announced.id());
    answer.put("uploadUrls", uploadUrls);
    C1Json.ok(response, answer);
  }

  private static void check(Members body, List<String> filenames, String message) {
    if (filenames.isEmpty()) {
      throw body.wrong("filenames", "Must name at least one file.");
    }
    if (filenames.size() > Limits.FILES) {
      throw body.wrong("filenames", "Must name at most " + Limits.FILES + " files.");
    }
    if (message.length() > Limits.MESSAGE_LENGTH) {
      throw body.wrong(
          "commitMessage", "Must have at most " + Limits.MESSAGE_LENGTH + " characters.");
    }
    for (String name : filenames) {
      if (name.isEmpty() || name.length() > Limits.PATH_LENGTH) {
        throw body.wrong("filenames", "Each must have 1 to " + Limits.PATH_LENGTH + " characters.");
      }
    }
  }

  /** Makes the announced files a commit; done again, it answers with the same one. */
  @PostMapping(COMMITS + "/{commit}/finalize")
  void finish(
      @PathVariable String function,
      @PathVariable String commit,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Function live = registry.function(call, function);
    PendingRevision announced =
        pending.find(commit).filter(p -> p.functionId().equals(function)).orElse(null);
    if (announced == null) {
      Revision done = commits.find(call, live, commit);
      C1Json.ok(response, Map.of("commit", FunctionView.commit(done)));
      return;
    }
    Map<String, FileRef> files = pending.received(commit);
    List<String> missing = new ArrayList<>(announced.paths());
    missing.removeAll(files.keySet());
    if (!missing.isEmpty()) {
      throw ProblemException.of(
          ProblemType.FAILED_PRECONDITION,
          "Not all files of the commit were uploaded; missing: " + String.join(", ", missing));
    }
    Map<String, Object> shown =
        committed(call, live, CommitCode.stored(commit, files, announced.message()));
    pending.close(commit);
    C1Json.ok(response, Map.of("commit", shown));
  }

  private Map<String, Object> committed(C1Call call, Function function, NewRevision revision) {
    registry.send(
        call,
        new UpdateFunction(
            function.id(), call.namespace(), Changes.none(), revision, Expected.ANY));
    return commits.of(call, function.id(), revision);
  }

  /** A commit with its files, which older SDKs look for under another name. */
  @GetMapping({COMMITS + "/{reference}", COMMITS + "/{refs:refs}/{tags:tags}/{tag}"})
  void content(
      @PathVariable Map<String, String> path,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Function live = registry.function(call, String.valueOf(path.get("function")));
    String reference = path.getOrDefault("reference", "refs/tags/" + path.get("tag"));
    Revision found = commits.find(call, live, reference);
    response.setContentType("application/json");
    try (JsonGenerator json = C1Json.MAPPER.createGenerator(response.getOutputStream())) {
      json.writeStartObject();
      json.writePOJOProperty("commit", FunctionView.commit(found));
      write(json, "files", found);
      write(json, "content", found);
      json.writeEndObject();
    }
  }

  private void write(JsonGenerator json, String name, Revision commit) throws IOException {
    json.writeObjectPropertyStart(name);
    for (Map.Entry<String, FileRef> file : commit.files().entrySet()) {
      json.writeName(file.getKey());
      try (InputStream bytes = open(file.getValue())) {
        json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, bytes, (int) file.getValue().size());
      }
    }
    json.writeEndObject();
  }

  @GetMapping(COMMITS + "/{reference}/lockfile")
  void lockFile(
      @PathVariable String function,
      @PathVariable String reference,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    C1Call call = C1Call.of(request);
    Revision found = commits.find(call, registry.function(call, function), reference);
    FileRef lock = found.files().get(LOCK_FILE);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("exists", lock != null);
    if (lock == null) {
      answer.put("content", "");
    } else {
      try (InputStream bytes = open(lock)) {
        answer.put("content", bytes.readAllBytes());
      }
    }
    C1Json.ok(response, answer);
  }

  private InputStream open(FileRef file) {
    return blobs
        .open(file.digest())
        .orElseThrow(() -> new IllegalStateException("The blob " + file.digest() + " is missing."));
  }
}
