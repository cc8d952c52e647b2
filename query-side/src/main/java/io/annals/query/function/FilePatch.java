package io.annals.query.function;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import io.annals.api.blob.BlobStore;
import io.annals.api.function.FileRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what differs between two contents of a file, as a unified diff. */
final class FilePatch {
  /** Bytes of the largest content that is compared line by line. */
  static final int MAX_BYTES = 1024 * 1024;

  /** Pairs of lines that may have to be looked at: about a second. */
  private static final long MAX_WORK = 200_000_000;

  /** Up to here, the nicer algorithm has memory enough. */
  private static final long SMALL_WORK = 1_000_000;

  private static final int CONTEXT_LINES = 3;

  private final BlobStore blobs;

  FilePatch(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * The patch.
   *
   * @param before null where the file is new
   * @param after null where the file is gone
   * @return null where either side is not text, is larger than {@value #MAX_BYTES} bytes or is not
   *     stored, or where so many lines differ that a patch would tell nobody anything
   */
  @Nullable String between(String path, @Nullable FileRef before, @Nullable FileRef after) {
    List<String> old = lines(before);
    List<String> fresh = lines(after);
    if (old == null || fresh == null) {
      return null;
    }
    long work = work(old, fresh);
    if (work > MAX_WORK) {
      return null;
    }
    Patch<String> patch =
        work <= SMALL_WORK
            ? DiffUtils.diff(old, fresh)
            : DiffUtils.diff(old, fresh, MyersDiffWithLinearSpace.factory().create());
    List<String> unified =
        UnifiedDiffUtils.generateUnifiedDiff(
            before == null ? "/dev/null" : "a/" + path,
            after == null ? "/dev/null" : "b/" + path,
            old,
            patch,
            CONTEXT_LINES);
    String text = String.join("\n", unified);
    // The library counts the lines of an empty side from 1; everybody else from 0.
    if (old.isEmpty()) {
      text = text.replace("\n@@ -1,0 +", "\n@@ -0,0 +");
    }
    return fresh.isEmpty() ? text.replaceFirst(" \\+1,0 @@\n", " +0,0 @@\n") : text;
  }

  private static long work(List<String> a, List<String> b) {
    int shorter = Math.min(a.size(), b.size());
    int prefix = 0;
    while (prefix < shorter && a.get(prefix).equals(b.get(prefix))) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < shorter - prefix
        && a.get(a.size() - 1 - suffix).equals(b.get(b.size() - 1 - suffix))) {
      suffix++;
    }
    int same = prefix + suffix;
    return (long) (a.size() - same) * (b.size() - same);
  }

  /** A last line without its end says so, as in every unified diff. */
  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.remove(lines.size() - 1);
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }

  private @Nullable List<String> lines(@Nullable FileRef file) {
    if (file == null) {
      return List.of();
    }
    if (file.size() > MAX_BYTES) {
      return null;
    }
    Optional<InputStream> content = blobs.open(file.digest());
    if (content.isEmpty()) {
      return null;
    }
    try (InputStream stream = content.get()) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        return null;
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        return null;
      }
      return lines(text);
    } catch (CharacterCodingException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
