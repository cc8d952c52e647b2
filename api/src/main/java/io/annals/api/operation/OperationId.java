package io.annals.api.operation;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the operation of one event. The text is {@code op} and 25 base-36 digits of the function's
 * id, a hyphen, and the event's sequence number: nothing has to be stored for an operation to
 * exist.
 *
 * @param functionId the function whose stream holds the event
 * @param sequence the event's sequence number in it, from 0
 */
public record OperationId(String functionId, long sequence) {
  private static final Pattern FORM = Pattern.compile("op([0-9a-z]{25})-(0|[1-9][0-9]{0,17})");
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(128);

  /** Reads the text form; empty where the text is not the id of an operation. */
  public static Optional<OperationId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigInteger bits = new BigInteger(matcher.group(1), 36);
    if (bits.compareTo(LIMIT) >= 0) {
      return Optional.empty();
    }
    UUID id = new UUID(bits.shiftRight(64).longValue(), bits.longValue());
    return Optional.of(new OperationId(id.toString(), Long.parseLong(matcher.group(2))));
  }

  /** The text form, 29 to 46 characters of {@code [0-9a-z-]}. */
  @Override
  public String toString() {
    UUID id = UUID.fromString(functionId);
    String digits =
        unsigned(id.getMostSignificantBits())
            .shiftLeft(64)
            .or(unsigned(id.getLeastSignificantBits()))
            .toString(36)
            .toLowerCase(Locale.ROOT);
    return "op" + "0".repeat(25 - digits.length()) + digits + "-" + sequence;
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }
}
