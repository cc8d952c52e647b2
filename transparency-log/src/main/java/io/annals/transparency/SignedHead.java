package io.annals.transparency;

/**
 * A checkpoint whose signature was verified.
 *
 * @param place where it came from, for a person
 */
public record SignedHead(Checkpoint checkpoint, String place) {

  /**
   * Reads and verifies a note.
   *
   * @throws IllegalArgumentException if it is no checkpoint
   * @throws NotSignedException if it is not signed with the key
   */
  public static SignedHead of(String note, NoteVerifier key, String place) {
    SignedNote read;
    Checkpoint checkpoint;
    try {
      read = SignedNote.parse(note);
      checkpoint = Checkpoint.parse(read.text());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + " is damaged. " + e.getMessage(), e);
    }
    if (!key.verifies(read)) {
      throw new NotSignedException(
          place
              + " is not signed with the key "
              + key.written()
              + ": it was changed, or another log made it");
    }
    return new SignedHead(checkpoint, place);
  }
}
