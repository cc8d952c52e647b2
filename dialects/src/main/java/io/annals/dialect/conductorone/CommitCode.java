package io.annals.dialect.conductorone;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.function.NewRevision;
import io.annals.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Code on its way into a commit. A commit is the whole set of files, never a part of one. */
final class CommitCode {
  private static final String ENTRY = "main.ts";

  private final BlobStore blobs;

  CommitCode(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Stores the files of a request, base64 in either alphabet, and describes the commit they make.
   *
   * @param field the member that holds them, for errors
   */
  NewRevision of(String field, Map<String, String> content, String message) {
    if (content.size() > Limits.FILES) {
      throw ProblemException.invalid(field, "Must have at most " + Limits.FILES + " files.");
    }
    List<byte[]> contents = new ArrayList<>();
    content.forEach((path, text) -> contents.add(decoded(field + "." + path, text)));
    List<Digest> digests = contents.isEmpty() ? List.of() : blobs.putAll(contents);
    Map<String, FileRef> files = new LinkedHashMap<>();
    int i = 0;
    for (String path : content.keySet()) {
      files.put(path, new FileRef(digests.get(i), contents.get(i).length));
      i++;
    }
    return stored(FunctionIds.next(), files, message);
  }

  /** Describes a commit whose files are stored. */
  static NewRevision stored(String id, Map<String, FileRef> files, String message) {
    return new NewRevision(
        id, files, "deno", files.containsKey(ENTRY) ? ENTRY : "", Map.of(), message, List.of());
  }

  private static byte[] decoded(String field, String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(field, "Must be base64.");
    }
  }
}
