package io.annals.dialect.nativeapi;

import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.NewRevision;
import io.annals.api.problem.ProblemException;
import io.annals.dialect.nativeapi.CodeBody.Fresh;
import io.annals.dialect.nativeapi.CodeBody.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the files of new code where events may name them. */
final class CodeStore {
  private final BlobStore blobs;

  CodeStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Stores the files in one durable step and describes the revision that they make.
   *
   * @return null for no code
   */
  @Nullable NewRevision store(@Nullable CodeBody code) {
    if (code == null) {
      return null;
    }
    Map<String, FileRef> stored = stored(code);
    List<byte[]> fresh = new ArrayList<>();
    code.files()
        .values()
        .forEach(
            content -> {
              if (content instanceof Fresh bytes) {
                fresh.add(bytes.bytes());
              }
            });
    List<Digest> digests = fresh.isEmpty() ? List.of() : blobs.putAll(fresh);
    Map<String, FileRef> files = new LinkedHashMap<>();
    int next = 0;
    for (String path : code.files().keySet()) {
      FileRef ref = stored.get(path);
      if (ref == null) {
        ref = new FileRef(digests.get(next), fresh.get(next).length);
        next++;
      }
      files.put(path, ref);
    }
    return new NewRevision(
        FunctionIds.next(),
        files,
        code.runtime(),
        code.entrypoint(),
        code.settings(),
        code.message(),
        List.of());
  }

  private Map<String, FileRef> stored(CodeBody code) {
    Map<String, FileRef> found = new LinkedHashMap<>();
    code.files()
        .forEach(
            (path, content) -> {
              if (content instanceof Stored named) {
                found.put(path, find(path, named.digest()));
              }
            });
    return found;
  }

  private FileRef find(String path, Digest digest) {
    return blobs
        .find(digest)
        .map(blob -> new FileRef(blob.digest(), blob.size()))
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "code.files[\"" + path + "\"].digest",
                    "Names content that is not stored here; send it as text or base64."));
  }
}
