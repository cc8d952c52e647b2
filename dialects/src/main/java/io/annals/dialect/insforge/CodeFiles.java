package io.annals.dialect.insforge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.blob.BlobStore;
import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.NewRevision;
import io.annals.api.resource.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one file of text that a function's code is here. Functions whose newest revision is anything
 * else cannot be shown: an archive, many files, none.
 */
final class CodeFiles {
  /** What the file is called where the function has had none. */
  private static final String PATH = "index.ts";

  private static final int REMEMBERED = 100_000;

  private final BlobStore blobs;
  private final Cache<Digest, Boolean> texts =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  CodeFiles(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The file of a revision, if it is the only one and a text. */
  Optional<FileRef> in(@Nullable Revision revision) {
    if (revision == null || revision.files().size() != 1) {
      return Optional.empty();
    }
    FileRef file = revision.files().values().iterator().next();
    return isText(file.digest()) ? Optional.of(file) : Optional.empty();
  }

  /** The content of a file that {@link #in} gave; empty where the store has lost it. */
  String text(FileRef file) {
    try (InputStream content = blobs.open(file.digest()).orElse(InputStream.nullInputStream())) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stores new code as a revision that is like the one before in all but the code.
   *
   * @param before null for none
   * @throws Refusal if the text is none that can be kept
   */
  NewRevision store(String code, @Nullable Revision before) {
    byte[] bytes = bytes(code);
    Digest digest = blobs.putAll(List.of(bytes)).get(0);
    texts.put(digest, true);
    String path = before == null ? PATH : before.files().keySet().iterator().next();
    return new NewRevision(
        FunctionIds.next(),
        Map.of(path, new FileRef(digest, bytes.length)),
        before == null ? "" : before.runtime(),
        before == null ? "" : before.entrypoint(),
        before == null ? Map.of() : before.settings(),
        "",
        List.of());
  }

  private static byte[] bytes(String code) {
    if (code.indexOf('\0') >= 0) {
      throw Refusal.invalid("invalid byte sequence in code: 0x00");
    }
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(code));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw Refusal.invalid("invalid character in code: one half of a surrogate pair");
    }
  }

  private boolean isText(Digest digest) {
    Boolean known = texts.getIfPresent(digest);
    if (known != null) {
      return known;
    }
    boolean text = looksLikeText(digest);
    texts.put(digest, text);
    return text;
  }

  /** Whether the content is UTF-8 without a zero. */
  private boolean looksLikeText(Digest digest) {
    try (InputStream content = blobs.open(digest).orElse(InputStream.nullInputStream());
        InputStreamReader reader =
            new InputStreamReader(
                content,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT))) {
      char[] buffer = new char[8192];
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == 0) {
            return false;
          }
        }
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
