package io.annals.query.list;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.query.database.Vendor;
import io.annals.query.json.WellFormed;
import io.annals.query.state.Micros;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A field that a filter may name: what can be asked of it, and how SQL says so. */
public sealed interface FilterField {

  /**
   * SQL of a comparison that is never unknown: true or false. Its parameters are added to the
   * arguments.
   */
  String compare(
      Vendor vendor, String path, Operator operator, String value, List<Object> arguments);

  /** A text; an absent one counts as empty. */
  record Text(String expression) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      String wanted = WellFormed.text(value);
      return switch (operator) {
        case EQUAL -> Texts.matches(vendor, expression, wanted, arguments);
        case NOT_EQUAL -> "NOT " + Texts.matches(vendor, expression, wanted, arguments);
        case HAS -> Texts.contains(vendor, expression, wanted, arguments);
        default -> {
          arguments.add(wanted);
          yield expression + " " + Texts.sign(operator) + " ?";
        }
      };
    }

    /** The same in memory. */
    public static boolean holds(Comparison comparison, String text) {
      String wanted = comparison.value();
      return switch (comparison.operator()) {
        case EQUAL -> Texts.matches(text, wanted);
        case NOT_EQUAL -> !Texts.matches(text, wanted);
        case HAS ->
            wanted.equals("*")
                ? !text.isEmpty()
                : Texts.lowerAscii(text).contains(Texts.lowerAscii(wanted));
        default -> Texts.holds(comparison.operator(), text.compareTo(wanted));
      };
    }
  }

  /** A text of a few possible values. */
  record Choice(String expression, Set<String> values) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      if (!values.contains(value)) {
        throw Texts.refused(path + " is one of " + String.join(", ", sorted()) + ".");
      }
      arguments.add(value);
      return switch (operator) {
        case EQUAL, HAS -> expression + " = ?";
        case NOT_EQUAL -> expression + " <> ?";
        default -> throw Texts.refused(path + " can be compared with = and != only.");
      };
    }

    private List<String> sorted() {
      return values.stream().sorted().toList();
    }
  }

  /** A whole number. */
  record Number(String expression) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      try {
        arguments.add(Long.parseLong(value.strip()));
      } catch (NumberFormatException e) {
        throw Texts.refused(path + " is a whole number.");
      }
      return expression + " " + Texts.sign(operator) + " ?";
    }
  }

  /** A point in time. */
  record Time(String expression) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      arguments.add(micros(path, value));
      return expression + " " + Texts.sign(operator) + " ?";
    }

    /** The same in memory. */
    public static boolean holds(Comparison comparison, Instant time) {
      long wanted = micros(comparison.path(), comparison.value());
      return Texts.holds(comparison.operator(), Long.compare(Micros.of(time), wanted));
    }

    /** Reads an RFC 3339 time. */
    static long micros(String path, String value) {
      try {
        return Micros.of(OffsetDateTime.parse(value.strip().toUpperCase(Locale.ROOT)).toInstant());
      } catch (DateTimeException | ArithmeticException e) {
        throw Texts.refused(path + " is a time such as 2026-01-31T12:00:00Z.");
      }
    }
  }

  /** A truth that is the same for all rows. */
  record Constant(boolean truth) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      return truth == Texts.truth(path, operator, value) ? "1 = 1" : "1 = 0";
    }

    /** The same in memory. */
    public static boolean holds(Comparison comparison, boolean truth) {
      return truth == Texts.truth(comparison.path(), comparison.operator(), comparison.value());
    }
  }

  /** A JSON list of plain words in a column. */
  record Words(String expression) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      String quoted = '"' + WellFormed.text(value) + '"';
      arguments.add(quoted);
      String has = vendor.contains(expression, "?");
      return switch (operator) {
        case HAS, EQUAL -> has;
        case NOT_EQUAL -> "NOT (" + has + ")";
        default -> throw Texts.refused(path + " is a list: ask with " + path + ":word.");
      };
    }
  }

  /**
   * The rows of any table that belong to a member of the list.
   *
   * @param rows a query for them, up to its last condition
   */
  record Members(String rows, String column) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String value, List<Object> arguments) {
      if (operator != Operator.HAS) {
        throw Texts.refused(path + " is a list: ask with " + path + ":word.");
      }
      return "EXISTS (%s AND %s)"
          .formatted(rows, Texts.matches(vendor, column, WellFormed.text(value), arguments));
    }
  }

  /**
   * The labels of a member of the list, with {@code path.key} for one of them.
   *
   * @param rows a query for them, up to its last condition
   * @param key SQL of a label's key
   * @param value SQL of its value
   */
  record Labels(String prefix, String rows, String key, String value) implements FilterField {
    @Override
    public String compare(
        Vendor vendor, String path, Operator operator, String asked, List<Object> arguments) {
      String wanted = WellFormed.text(asked);
      if (path.equals(prefix)) {
        if (operator != Operator.HAS) {
          throw Texts.refused(path + " is a map: ask with " + path + ":key or " + path + ".key.");
        }
        return exists(Texts.matches(vendor, key, wanted, arguments));
      }
      arguments.add(WellFormed.text(path.substring(prefix.length() + 1)));
      String named = key + " = ? AND ";
      return switch (operator) {
        case EQUAL, HAS ->
            exists(named + (wanted.equals("*") ? "1 = 1" : matches(vendor, wanted, arguments)));
        case NOT_EQUAL -> "NOT " + exists(named + matches(vendor, wanted, arguments));
        default -> {
          arguments.add(wanted);
          yield exists(named + value + " " + Texts.sign(operator) + " ?");
        }
      };
    }

    private String matches(Vendor vendor, String wanted, List<Object> arguments) {
      return Texts.matches(vendor, value, wanted, arguments);
    }

    private String exists(String condition) {
      return "EXISTS (%s AND %s)".formatted(rows, condition);
    }
  }

  /** What the fields share. */
  final class Texts {
    private Texts() {}

    /** Equality, letter by letter; a star at either end stands for anything. */
    static String matches(Vendor vendor, String expression, String value, List<Object> arguments) {
      boolean open = value.startsWith("*");
      boolean more = value.length() > 1 && value.endsWith("*");
      if (!open && !more) {
        arguments.add(value);
        return "(" + expression + " = ?)";
      }
      String part = value.substring(open ? 1 : 0, value.length() - (more ? 1 : 0));
      if (part.isEmpty()) {
        return "(" + expression + " <> '')";
      }
      arguments.add(part);
      if (open && more) {
        return "(" + vendor.contains(expression, "?") + ")";
      }
      arguments.add(part);
      if (more) {
        return "(substr(" + expression + ", 1, length(?)) = ?)";
      }
      arguments.add(part);
      return "(length(%1$s) >= length(?) AND substr(%1$s, length(%1$s) - length(?) + 1) = ?)"
          .formatted(expression);
    }

    /** Whether the text has the part somewhere; A to Z in either case. */
    static String contains(Vendor vendor, String expression, String value, List<Object> arguments) {
      if (value.equals("*")) {
        return "(" + expression + " <> '')";
      }
      arguments.add(lowerAscii(value));
      return "(" + vendor.contains("lower(" + expression + ")", "?") + ")";
    }

    /** What lower() of both vendors does to a text in byte order. */
    static String lowerAscii(String text) {
      StringBuilder lower = new StringBuilder(text);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c >= 'A' && c <= 'Z') {
          lower.setCharAt(i, (char) (c + ('a' - 'A')));
        }
      }
      return lower.toString();
    }

    static boolean matches(String text, String value) {
      boolean open = value.startsWith("*");
      boolean more = value.length() > 1 && value.endsWith("*");
      String part = value.substring(open ? 1 : 0, value.length() - (more ? 1 : 0));
      if (!open && !more) {
        return text.equals(part);
      }
      if (part.isEmpty()) {
        return !text.isEmpty();
      }
      return open && more
          ? text.contains(part)
          : more ? text.startsWith(part) : text.endsWith(part);
    }

    static boolean holds(Operator operator, int comparison) {
      return switch (operator) {
        case EQUAL, HAS -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }

    static boolean truth(String path, Operator operator, String value) {
      boolean wanted =
          switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(path + " is true or false.");
          };
      return switch (operator) {
        case EQUAL, HAS -> wanted;
        case NOT_EQUAL -> !wanted;
        default -> throw refused(path + " can be compared with = and != only.");
      };
    }

    static String sign(Operator operator) {
      return switch (operator) {
        case EQUAL, HAS -> "=";
        case NOT_EQUAL -> "<>";
        case LESS -> "<";
        case LESS_OR_EQUAL -> "<=";
        case GREATER -> ">";
        case GREATER_OR_EQUAL -> ">=";
      };
    }

    static ProblemException refused(String sentence) {
      return ProblemException.invalid("filter", sentence);
    }
  }
}
