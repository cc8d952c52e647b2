package io.annals.api.operation;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the operation of one event. The text is {@code op}, the 128 bits of the function's id as 26
 * digits of RFC 4648's base32hex in lower case, a hyphen, and the event's sequence number: nothing
 * has to be stored for an operation to exist.
 *
 * @param functionId the function whose stream holds the event
 * @param sequence the event's sequence number in it, from 0
 */
public record OperationId(String functionId, long sequence) {
  private static final int DIGITS = 26;
  private static final int BITS = 5;

  /** The first digit has three bits only: 26 digits hold two bits more than an id has. */
  private static final Pattern FORM = Pattern.compile("op([0-7][0-9a-v]{25})-(0|[1-9][0-9]{0,17})");

  /** Reads the text form; empty where the text is not the id of an operation. */
  public static Optional<OperationId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < DIGITS; i++) {
      high = high << BITS | low >>> (Long.SIZE - BITS);
      low = low << BITS | Character.digit(matcher.group(1).charAt(i), 1 << BITS);
    }
    return Optional.of(
        new OperationId(new UUID(high, low).toString(), Long.parseLong(matcher.group(2))));
  }

  /** The text form, 30 to 47 characters of {@code [0-9a-z-]}. */
  @Override
  public String toString() {
    UUID id = UUID.fromString(functionId);
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    char[] digits = new char[DIGITS];
    for (int i = DIGITS - 1; i >= 0; i--) {
      digits[i] = Character.forDigit((int) (low & (1 << BITS) - 1), 1 << BITS);
      low = low >>> BITS | high << (Long.SIZE - BITS);
      high >>>= BITS;
    }
    return "op" + new String(digits) + '-' + sequence;
  }
}
