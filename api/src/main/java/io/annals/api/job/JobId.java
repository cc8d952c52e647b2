package io.annals.api.job;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the operation of one job. The text is {@code job-} and the number in base 32, so it is
 * never that of an {@link io.annals.api.operation.OperationId}, and later jobs sort after earlier
 * ones.
 *
 * @param number the job's: microseconds from 1970 to its beginning, each given once
 */
public record JobId(long number) {
  private static final String PREFIX = "job-";
  private static final int RADIX = 32;
  private static final Pattern FORM = Pattern.compile(PREFIX + "[1-9a-v][0-9a-v]{8,10}");

  /** Reads the text form; empty where the text is not the id of a job. */
  public static Optional<JobId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new JobId(Long.parseLong(text.substring(PREFIX.length()), RADIX)))
        : Optional.empty();
  }

  /** The digits alone, {@code [0-9a-v]}: for names of what belongs to the job. */
  public String digits() {
    return Long.toString(number, RADIX);
  }

  @Override
  public String toString() {
    return PREFIX + digits();
  }
}
