package io.annals.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of docs/operations.md that is made from the code, between two comments that name it.
 * {@code -Dannals.operations.write=true} brings it up to date.
 */
public final class GeneratedPart {
  /** The page. */
  public static final Path PAGE = Path.of("../docs/operations.md");

  private final String name;
  private final Class<?> test;

  /**
   * @param name as the comments have it
   * @param test that makes it
   */
  public GeneratedPart(String name, Class<?> test) {
    this.name = name;
    this.test = test;
  }

  /** Fails unless the page says this. */
  public void requireOnPage(String text) throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- " + name + ": made by " + test.getSimpleName() + " -->\n";
    String end = "<!-- end of " + name + " -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    assertThat(from).as("%s has the line %s", PAGE, begin).isNotNegative();
    assertThat(to).as("%s has the line %s", PAGE, end).isGreaterThan(from);
    String anew = page.substring(0, from) + begin + "\n" + text + "\n" + page.substring(to);
    if (Boolean.getBoolean("annals.operations.write")) {
      Files.writeString(PAGE, anew);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "the %s of docs/operations.md are out of date; write them anew with"
                + " mvn -pl server -am -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dannals.operations.write=true test",
            name, test.getSimpleName())
        .isEqualTo(anew);
  }

  /** A line of a table. */
  public static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** A head of a table. */
  public static String head(String... cells) {
    return row(cells) + "|" + "---|".repeat(cells.length) + "\n";
  }

  /** Code in a cell, nothing where it is empty. */
  public static String code(String text) {
    return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
  }
}
