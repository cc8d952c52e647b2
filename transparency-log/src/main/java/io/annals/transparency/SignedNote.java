package io.annals.transparency;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with signatures below it, as C2SP's signed-note has it.
 *
 * @param text with its last line break
 */
public record SignedNote(String text, List<Signature> signatures) {
  private static final Pattern LINE = Pattern.compile("\u2014 ([^ +]+) ([A-Za-z0-9+/]+={0,2})");
  private static final int LONGEST = 100_000;

  /**
   * One line of them.
   *
   * @param name of the key
   * @param bytes the key's id in four bytes, and the signature
   */
  public record Signature(String name, byte[] bytes) {}

  /**
   * Reads a note; signatures are not looked at yet.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SignedNote parse(String note) {
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || note.length() > LONGEST) {
      throw new IllegalArgumentException(
          "It is not a signed note: a text, a blank line and signature lines.");
    }
    String below = note.substring(blank + 2);
    List<Signature> signatures = new ArrayList<>();
    for (String line : below.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      Matcher form = LINE.matcher(line);
      if (!form.matches()) {
        throw new IllegalArgumentException("It is not a signed note: a signature line is broken.");
      }
      signatures.add(new Signature(form.group(1), decoded(form.group(2))));
    }
    return new SignedNote(note.substring(0, blank + 1), List.copyOf(signatures));
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("It is not a signed note: a signature is no base64.", e);
    }
  }
}
