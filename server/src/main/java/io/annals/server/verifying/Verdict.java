package io.annals.server.verifying;

import io.annals.transparency.Finding;
import io.annals.transparency.SignedHead;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came out.
 *
 * @param finding the first thing that does not fit; null where all does
 * @param summary what was verified, one line
 * @param checkpoint the note that was verified, to be kept; null without a log
 */
public record Verdict(@Nullable Finding finding, String summary, @Nullable String checkpoint) {

  static Verdict against(Finding finding) {
    return new Verdict(finding, "", null);
  }

  static Verdict against(String sentence) {
    return against(new Finding(0, null, sentence));
  }

  /** What does not fit. */
  public Optional<Finding> found() {
    return Optional.ofNullable(finding);
  }

  static String continues(List<SignedHead> earlier) {
    return earlier.isEmpty()
        ? ""
        : "; the beginning is that of "
            + earlier.stream()
                .map(head -> head.place() + " (" + head.checkpoint().size() + ")")
                .collect(Collectors.joining(", "));
  }
}
