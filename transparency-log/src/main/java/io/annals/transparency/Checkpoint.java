package io.annals.transparency;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a log, as C2SP's tlog-checkpoint writes it.
 *
 * @param origin names the log
 * @param size how many leaves the tree has
 * @param root its hash
 */
public record Checkpoint(String origin, long size, byte[] root) {
  private static final Pattern FORM =
      Pattern.compile("([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*");

  /** The text that is signed. */
  public String text() {
    return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
  }

  /**
   * Reads the text of a note.
   *
   * @throws IllegalArgumentException if it is no checkpoint
   */
  public static Checkpoint parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "It is not a checkpoint: three lines with origin, size and root are missing.");
    }
    return new Checkpoint(
        form.group(1), Long.parseLong(form.group(2)), Base64.getDecoder().decode(form.group(3)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that
        && origin.equals(that.origin)
        && size == that.size
        && Arrays.equals(root, that.root);
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, size, Arrays.hashCode(root));
  }

  @Override
  public String toString() {
    return text().replace('\n', ' ').strip();
  }
}
