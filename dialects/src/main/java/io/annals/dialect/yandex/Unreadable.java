package io.annals.dialect.yandex;

import com.google.protobuf.InvalidProtocolBufferException;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a request that cannot be read as its message: which field it is about, as
 * far as protobuf's JSON library tells, and never how the library is made.
 */
final class Unreadable {
  private static final int MAX_LENGTH = 300;

  private static final Pattern SECOND_OF_ONEOF =
      Pattern.compile(
          "Cannot set field \\S*?(\\w+) because another field \\S*?(\\w+) belonging to the same"
              + " oneof .*",
          Pattern.DOTALL);
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("Cannot find field: (\\S+) in message .*", Pattern.DOTALL);
  private static final Pattern CLASS_NAME = Pattern.compile("^(?:\\w+\\.)+\\w+: ");

  private Unreadable() {}

  static ProblemException problem(InvalidProtocolBufferException failure) {
    String said = String.valueOf(failure.getMessage());
    Matcher second = SECOND_OF_ONEOF.matcher(said);
    if (second.matches()) {
      return ProblemException.invalid(
          second.group(1), "Cannot be there beside " + second.group(2) + "; send one of them.");
    }
    Matcher unknown = UNKNOWN_FIELD.matcher(said);
    if (unknown.matches()) {
      return ProblemException.invalid(unknown.group(1), "Is not a field of this request.");
    }
    // The lines after the first one tell where the library is documented.
    String plain = CLASS_NAME.matcher(said.lines().findFirst().orElse("")).replaceFirst("");
    String shown =
        plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH).strip() + "…";
    return ProblemException.of(
        ProblemType.MALFORMED_REQUEST, "The request cannot be read: " + shown);
  }
}
