package io.annals.server.archive;

import io.annals.transparency.Checkpoint;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.SignedNote;

/**
 * The newest checkpoint of a registry's transparency log.
 *
 * @param checkpoint the signed note
 * @param publicKey that it is signed with, {@code name+id+key}
 */
public record SignedHead(String checkpoint, String publicKey) {

  /**
   * What is signed.
   *
   * @throws ArchiveException if the signature is wrong
   */
  Checkpoint verified() {
    try {
      SignedNote note = SignedNote.parse(checkpoint);
      if (NoteVerifier.parse(publicKey).verifies(note)) {
        return Checkpoint.parse(note.text());
      }
      throw new ArchiveException("the checkpoint of the log is not signed with its key");
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("the checkpoint of the log is damaged: " + e.getMessage(), e);
    }
  }
}
