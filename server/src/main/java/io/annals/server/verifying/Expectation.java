package io.annals.server.verifying;

import io.annals.api.log.TransparencyLog;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.SignedHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What whoever verifies knows from before.
 *
 * @param key the public key that must have signed; null to believe the log which it is
 * @param checkpoints files of checkpoints that were kept
 */
public record Expectation(@Nullable NoteVerifier key, List<Path> checkpoints) {

  /** The key to verify with. */
  NoteVerifier keyOf(TransparencyLog log) {
    if (key != null) {
      return key;
    }
    try {
      return NoteVerifier.parse(log.verifierKey());
    } catch (IllegalArgumentException e) {
      throw new UnverifiableException("the log's public key cannot be read. " + e.getMessage(), e);
    }
  }

  /**
   * The checkpoints that were kept.
   *
   * @throws UnverifiableException if one cannot be read
   * @throws io.annals.transparency.NotSignedException if one is not signed with the key
   */
  List<SignedHead> earlier(NoteVerifier with) {
    List<SignedHead> earlier = new ArrayList<>();
    for (Path file : checkpoints) {
      try {
        String note = Files.readString(file, StandardCharsets.UTF_8);
        earlier.add(SignedHead.of(note, with, file.toString()));
      } catch (IOException e) {
        throw new UnverifiableException("cannot read " + file + ": " + e.getMessage(), e);
      } catch (IllegalArgumentException e) {
        throw new UnverifiableException(String.valueOf(e.getMessage()), e);
      }
    }
    return earlier;
  }
}
