package io.annals.dialect.conductorone;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.BlobStore.Blob;
import io.annals.api.function.FileRef;
import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.upload.PendingRevision;
import io.annals.api.upload.PendingRevisions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;

/** Takes the files of announced commits, each once. The address is the credential. */
@Controller
final class UploadController {
  private final UploadUrls urls;
  private final PendingRevisions pending;
  private final BlobStore blobs;

  UploadController(UploadUrls urls, PendingRevisions pending, BlobStore blobs) {
    this.urls = urls;
    this.pending = pending;
    this.blobs = blobs;
  }

  @PutMapping("/file/{signed}")
  void put(@PathVariable String signed, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    UploadUrls.Grant grant = urls.granted(signed);
    PendingRevision announced =
        pending
            .find(grant.commitId())
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "The commit is finalized already, or was announced too long ago."));
    if (pending.received(announced.id()).containsKey(grant.path())) {
      throw usedUp(grant);
    }
    Blob blob = blobs.put(request.getInputStream(), Limits.CODE_BYTES);
    if (!pending.receive(announced.id(), grant.path(), new FileRef(blob.digest(), blob.size()))) {
      throw usedUp(grant);
    }
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  private static ProblemException usedUp(UploadUrls.Grant grant) {
    return ProblemException.of(
        ProblemType.CONFLICT, "The file " + grant.path() + " was uploaded already.");
  }
}
