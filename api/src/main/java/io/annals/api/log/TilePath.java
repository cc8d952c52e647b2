package io.annals.api.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of the transparency log is meant, as C2SP's tlog-tiles names it.
 *
 * @param level of the tree, from 0 for the hashes of entries; {@value #ENTRIES} for the entries
 *     themselves
 * @param number of the tile within its level, from 0
 * @param width how many hashes or entries it has, from 1 to {@value #FULL}
 */
public record TilePath(int level, long number, int width) {
  /** The width of a full tile. */
  public static final int FULL = 256;

  /** The level that stands for the entries. */
  public static final int ENTRIES = -1;

  private static final int HIGHEST_LEVEL = 63;
  private static final Pattern FORM =
      Pattern.compile(
          "(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /**
   * @throws IllegalArgumentException if there is no such tile in any tree
   */
  public TilePath {
    if (level < ENTRIES || level > HIGHEST_LEVEL || number < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException(
          "No tile: level " + level + ", number " + number + ", width " + width);
    }
  }

  /**
   * Reads what follows {@code tile/} in an address.
   *
   * @return empty if it is not written as the specification says
   */
  public static Optional<TilePath> parse(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches()) {
      return Optional.empty();
    }
    int level = form.group(1).equals("entries") ? ENTRIES : Integer.parseInt(form.group(1));
    int width = form.group(3) == null ? FULL : Integer.parseInt(form.group(3));
    if (level > HIGHEST_LEVEL || (form.group(3) != null && width >= FULL)) {
      return Optional.empty();
    }
    long number = Long.parseLong(form.group(2).replaceAll("[x/]", ""));
    TilePath read = new TilePath(level, number, width);
    // One tile has one address: no group too many in front.
    return read.toString().equals(path) ? Optional.of(read) : Optional.empty();
  }

  /** How it is written behind {@code tile/}, for example {@code 0/x001/x234/067.p/8}. */
  @Override
  public String toString() {
    StringBuilder groups = new StringBuilder(String.format(Locale.ROOT, "%03d", number % 1000));
    for (long rest = number / 1000; rest > 0; rest /= 1000) {
      groups.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
    }
    return (level == ENTRIES ? "entries" : level)
        + "/"
        + groups
        + (width == FULL ? "" : ".p/" + width);
  }
}
