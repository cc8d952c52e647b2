package io.annals.server.verifying;

import io.annals.api.blob.Digest;
import io.annals.api.log.RecordedEvent;
import io.annals.api.problem.ProblemException;
import io.annals.eventstore.StoredBlob;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.Progress;
import io.annals.transparency.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the bytes of every blob with the digest that names it. */
final class BlobVerification {
  private static final int PAGE = 500;
  private static final int BUFFER = 1 << 16;

  private final StoredRegistry registry;
  private final Progress progress;

  BlobVerification(StoredRegistry registry, Progress progress) {
    this.registry = registry;
    this.progress = progress;
  }

  Optional<Finding> run(long count) {
    progress.begin("blobs", count);
    Digest last = null;
    while (true) {
      List<StoredBlob> page;
      try {
        page = registry.blobsAfter(last, PAGE);
      } catch (IllegalArgumentException e) {
        return Optional.of(new Finding(0, null, "a blob's name is no digest: " + e.getMessage()));
      }
      for (StoredBlob blob : page) {
        String wrong = wrong(blob);
        if (wrong != null) {
          return Optional.of(finding(blob.digest(), wrong));
        }
        last = blob.digest();
      }
      if (page.isEmpty()) {
        return Optional.empty();
      }
      progress.step(page.size());
    }
  }

  private @Nullable String wrong(StoredBlob blob) {
    MessageDigest sha256 = Digest.sha256();
    long size = 0;
    try (InputStream content = registry.blobs().open(blob.digest()).orElse(null)) {
      if (content == null) {
        return orRemoved(blob, "is gone");
      }
      byte[] buffer = new byte[BUFFER];
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        sha256.update(buffer, 0, count);
        size += count;
      }
    } catch (IOException | ProblemException e) {
      return orRemoved(blob, "cannot be read: " + e.getMessage());
    }
    if (!Digest.ofHash(sha256.digest()).equals(blob.digest())) {
      return "has not the bytes that its digest names";
    }
    return size == blob.size() ? null : "has " + size + " bytes, and its row says " + blob.size();
  }

  /** A registry that runs may have removed it meanwhile, after a purge: then nothing is wrong. */
  private @Nullable String orRemoved(StoredBlob blob, String wrong) {
    return registry.blobs().find(blob.digest()).isPresent() ? wrong : null;
  }

  /** Names the first event that has it. */
  private Finding finding(Digest digest, String wrong) {
    String sentence = "the blob " + digest + " " + wrong;
    for (List<RecordedEvent> page = registry.after(0, PAGE);
        !page.isEmpty();
        page = registry.after(page.get(page.size() - 1).position(), PAGE)) {
      for (RecordedEvent event : page) {
        if (event.payload().contains(digest.value())) {
          return new Finding(event.position(), event.eventId(), sentence);
        }
      }
    }
    return new Finding(0, null, sentence);
  }
}
