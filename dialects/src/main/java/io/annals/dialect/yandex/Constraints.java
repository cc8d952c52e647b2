package io.annals.dialect.yandex;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import io.annals.dialect.yandex.proto.constraint.Constraint;
import io.annals.dialect.yandex.proto.constraint.ConstraintProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Checks a message against the options that its fields carry in the protocol files. Paths are of
 * proto names, such as {@code resources.memory} or {@code labels["env"]}.
 */
final class Constraints {
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private final List<Violation> violations = new ArrayList<>();

  private Constraints() {}

  /**
   * Checks the message, and all messages in it.
   *
   * @throws ProblemException that names every field at fault
   */
  static void check(Message message) {
    List<Violation> violations = violations(message);
    if (!violations.isEmpty()) {
      throw ProblemException.of(ProblemType.INVALID_ARGUMENT, violations);
    }
  }

  /** All that is wrong with the message. */
  static List<Violation> violations(Message message) {
    Constraints constraints = new Constraints();
    constraints.message("", message);
    return constraints.violations;
  }

  private void message(String path, Message message) {
    Descriptor type = message.getDescriptorForType();
    if (type.getFile().getPackage().equals("google.protobuf")) {
      return;
    }
    for (OneofDescriptor oneof : type.getOneofs()) {
      if (oneof.getOptions().getExtension(ConstraintProto.exactlyOne) && !message.hasOneof(oneof)) {
        List<String> names = oneof.getFields().stream().map(FieldDescriptor::getName).toList();
        violated(path + oneof.getName(), "Exactly one of " + String.join(", ", names) + " is due.");
      }
    }
    for (FieldDescriptor field : type.getFields()) {
      field(path + field.getName(), field, message);
    }
  }

  private void field(String path, FieldDescriptor field, Message message) {
    Constraint constraint = field.getOptions().getExtension(ConstraintProto.check);
    if (field.isMapField()) {
      map(path, constraint, entries(field, message));
    } else if (field.isRepeated()) {
      list(path, field, constraint, (List<?>) message.getField(field));
    } else if (isAbsent(field, message)) {
      if (constraint.getRequired()) {
        violated(path, "Is required.");
      } else if (field.getJavaType() == JavaType.LONG && !field.hasPresence()
          || !constraint.getPattern().isEmpty() && field.getRealContainingOneof() == null) {
        value(path, constraint, message.getField(field));
      }
    } else {
      value(path, constraint, message.getField(field));
    }
  }

  private static boolean isAbsent(FieldDescriptor field, Message message) {
    if (field.hasPresence()) {
      boolean emptyText =
          field.getJavaType() == JavaType.STRING && message.getField(field).equals("");
      return !message.hasField(field) || emptyText;
    }
    return !message.hasField(field);
  }

  @SuppressWarnings("unchecked") // What a map field is made of.
  private static List<MapEntry<String, ?>> entries(FieldDescriptor field, Message message) {
    return (List<MapEntry<String, ?>>) message.getField(field);
  }

  private void map(String path, Constraint constraint, List<MapEntry<String, ?>> entries) {
    size(path, constraint, entries.size());
    for (MapEntry<String, ?> entry : entries) {
      String entryPath = path + "[\"" + entry.getKey() + "\"]";
      if (constraint.hasKey()) {
        value(entryPath, constraint.getKey(), entry.getKey());
      }
      value(entryPath, constraint, entry.getValue());
    }
  }

  private void list(String path, FieldDescriptor field, Constraint constraint, List<?> elements) {
    size(path, constraint, elements.size());
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      String elementPath = path + "[" + i + "]";
      if (constraint.getUnique() && !seen.add(elements.get(i))) {
        violated(elementPath, "Stands here twice.");
      }
      if (field.getJavaType() == JavaType.MESSAGE) {
        message(elementPath + ".", (Message) elements.get(i));
      } else {
        value(elementPath, constraint, elements.get(i));
      }
    }
  }

  private void value(String path, Constraint constraint, Object value) {
    if (value instanceof Duration duration) {
      seconds(path, constraint, duration);
    } else if (value instanceof Message message) {
      message(path + ".", message);
    } else if (value instanceof EnumValueDescriptor choice) {
      if (constraint.getRequired() && choice.getNumber() == 0) {
        violated(path, "Is required.");
      }
    } else if (value instanceof String text) {
      text(path, constraint, text);
    } else if (value instanceof ByteString bytes) {
      within(path, constraint.getLength(), bytes.size(), "bytes");
    } else if (value instanceof Long number) {
      within(path, constraint.getValue(), number, "");
      if (constraint.getMultipleOf() != 0 && number % constraint.getMultipleOf() != 0) {
        violated(path, "Must be a multiple of " + constraint.getMultipleOf() + ".");
      }
    }
  }

  private void text(String path, Constraint constraint, String text) {
    within(path, constraint.getLength(), text.codePointCount(0, text.length()), "characters");
    String pattern = constraint.getPattern();
    if (!pattern.isEmpty()
        && !PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).matches()) {
      violated(path, "Must match the pattern " + pattern + ".");
    }
  }

  private void seconds(String path, Constraint constraint, Duration duration) {
    if (constraint.getValue().isEmpty()) {
      return;
    }
    Range range = Range.parse(constraint.getValue());
    if (!Durations.isValid(duration)
        || Durations.compare(duration, Durations.fromSeconds(range.min())) < 0
        || Durations.compare(duration, Durations.fromSeconds(range.max())) > 0) {
      violated(path, "Must be " + range.min() + "s to " + range.max() + "s.");
    }
  }

  private void size(String path, Constraint constraint, int size) {
    if (constraint.getRequired() && size == 0) {
      violated(path, "Is required.");
    }
    within(path, constraint.getSize(), size, "elements");
  }

  private void within(String path, String text, long value, String unit) {
    if (!text.isEmpty() && !Range.parse(text).holds(value)) {
      violated(
          path, "Must be " + text + (unit.isEmpty() ? "" : " " + unit) + ", not " + value + ".");
    }
  }

  private void violated(String path, String description) {
    violations.add(new Violation(path, description));
  }

  private record Range(long min, long max) {
    static Range parse(String text) {
      if (text.startsWith("<=")) {
        return new Range(0, Long.parseLong(text.substring(2)));
      }
      if (text.startsWith(">=")) {
        return new Range(Long.parseLong(text.substring(2)), Long.MAX_VALUE);
      }
      if (text.startsWith(">")) {
        return new Range(Long.parseLong(text.substring(1)) + 1, Long.MAX_VALUE);
      }
      int dash = text.indexOf('-');
      return new Range(
          Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    boolean holds(long value) {
      return value >= min && value <= max;
    }
  }
}
