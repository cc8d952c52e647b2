package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.CloudEventJson;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A filter on events, with the meaning that filters have on this API's other lists: a text that is
 * absent counts as empty, equality is letter by letter with a star for anything at either end, and
 * {@code :} finds a part in either case. The fields are named as the attributes that a reader sees.
 */
public final class EventCondition {
  private static final String FUNCTION = "Function";
  private static final String WORKFLOW = "Workflow";

  private static final Map<String, Function<Comparison, Predicate<SeenEvent>>> FIELDS = fields();

  private EventCondition() {}

  /**
   * The condition that a filter states.
   *
   * @throws ProblemException {@code INVALID_ARGUMENT} on {@code filter} if it names a field that is
   *     not there, or compares one with what it cannot be
   */
  public static Predicate<SeenEvent> of(Filter filter) {
    if (filter instanceof Filter.And and) {
      List<Predicate<SeenEvent>> all = and.all().stream().map(EventCondition::of).toList();
      return event -> all.stream().allMatch(part -> part.test(event));
    }
    if (filter instanceof Filter.Or or) {
      List<Predicate<SeenEvent>> any = or.any().stream().map(EventCondition::of).toList();
      return event -> any.stream().anyMatch(part -> part.test(event));
    }
    if (filter instanceof Filter.Not not) {
      return of(not.filter()).negate();
    }
    Comparison comparison = (Comparison) filter;
    var field = FIELDS.get(comparison.path());
    if (field == null) {
      throw refused(
          "There is no field %s. The fields are %s."
              .formatted(comparison.path(), String.join(", ", FIELDS.keySet())));
    }
    return field.apply(comparison);
  }

  /** That a text field is this text, with a star for anything at either end. */
  public static Predicate<SeenEvent> is(String field, String value) {
    return of(new Comparison(field, Operator.EQUAL, value));
  }

  /** That the event belongs to this namespace. */
  public static Predicate<SeenEvent> inNamespace(String namespace) {
    return event -> event.namespace().equals(namespace);
  }

  /** That the event belongs to this stream. */
  public static Predicate<SeenEvent> ofStream(String id) {
    return event -> event.event().aggregateId().equals(id);
  }

  /** That the event is of one of these types. */
  public static Predicate<SeenEvent> ofTypes(Set<String> types) {
    return event -> types.contains(event.event().type());
  }

  /** A type without what CloudEvents puts before it. */
  public static String shortType(String type) {
    return type.startsWith(CloudEventJson.TYPE_PREFIX)
        ? type.substring(CloudEventJson.TYPE_PREFIX.length())
        : type;
  }

  private static Map<String, Function<Comparison, Predicate<SeenEvent>>> fields() {
    Map<String, Function<Comparison, Predicate<SeenEvent>>> fields = new LinkedHashMap<>();
    fields.put("namespace", text(SeenEvent::namespace));
    fields.put("type", EventCondition::type);
    fields.put("kind", text(SeenEvent::kind));
    fields.put("function", text(event -> idOf(event, FUNCTION)));
    fields.put("workflow", text(event -> idOf(event, WORKFLOW)));
    fields.put("principal", text(SeenEvent::principal));
    fields.put("dialect", text(SeenEvent::dialect));
    fields.put("subject", text(event -> event.event().aggregateId()));
    fields.put("aggregatetype", text(event -> orEmpty(event.event().aggregateType())));
    fields.put("requestid", text(SeenEvent::requestId));
    fields.put("id", text(event -> event.event().eventId()));
    fields.put("time", EventCondition::time);
    fields.put("position", EventCondition::position);
    return fields;
  }

  private static Function<Comparison, Predicate<SeenEvent>> text(
      Function<SeenEvent, String> value) {
    return comparison -> {
      Predicate<String> condition = condition(comparison);
      return event -> condition.test(value.apply(event));
    };
  }

  /** Under the name that it is stored under, or that of CloudEvents if that is asked for. */
  private static Predicate<SeenEvent> type(Comparison comparison) {
    Predicate<String> condition = condition(comparison);
    String prefix =
        comparison.value().contains(CloudEventJson.TYPE_PREFIX) ? CloudEventJson.TYPE_PREFIX : "";
    return event -> condition.test(prefix + event.event().type());
  }

  private static Predicate<SeenEvent> time(Comparison comparison) {
    Instant wanted;
    try {
      wanted =
          OffsetDateTime.parse(comparison.value().strip().toUpperCase(Locale.ROOT)).toInstant();
    } catch (DateTimeException e) {
      throw refused("time is a time such as \"2026-01-31T12:00:00Z\".");
    }
    return event -> {
      try {
        Instant time = Instant.parse(event.event().time());
        return holds(comparison.operator(), time.compareTo(wanted));
      } catch (DateTimeException e) {
        return false;
      }
    };
  }

  private static Predicate<SeenEvent> position(Comparison comparison) {
    long wanted;
    try {
      wanted = Long.parseLong(comparison.value().strip());
    } catch (NumberFormatException e) {
      throw refused("position is a whole number.");
    }
    return event -> holds(comparison.operator(), Long.compare(event.event().position(), wanted));
  }

  private static Predicate<String> condition(Comparison comparison) {
    String wanted = comparison.value();
    return switch (comparison.operator()) {
      case EQUAL -> text -> matches(text, wanted);
      case NOT_EQUAL -> text -> !matches(text, wanted);
      case HAS -> {
        String lower = lowerAscii(wanted);
        yield wanted.equals("*")
            ? text -> !text.isEmpty()
            : text -> lowerAscii(text).contains(lower);
      }
      default -> text -> holds(comparison.operator(), text.compareTo(wanted));
    };
  }

  private static boolean matches(String text, String wanted) {
    boolean open = wanted.startsWith("*");
    boolean more = wanted.length() > 1 && wanted.endsWith("*");
    if (!open && !more) {
      return text.equals(wanted);
    }
    String part = wanted.substring(open ? 1 : 0, wanted.length() - (more ? 1 : 0));
    if (part.isEmpty()) {
      return !text.isEmpty();
    }
    if (open && more) {
      return text.contains(part);
    }
    return more ? text.startsWith(part) : text.endsWith(part);
  }

  private static boolean holds(Operator operator, int comparison) {
    return switch (operator) {
      case EQUAL, HAS -> comparison == 0;
      case NOT_EQUAL -> comparison != 0;
      case LESS -> comparison < 0;
      case LESS_OR_EQUAL -> comparison <= 0;
      case GREATER -> comparison > 0;
      case GREATER_OR_EQUAL -> comparison >= 0;
    };
  }

  /** Letters beyond ASCII stay as they are, as in the other lists. */
  private static String lowerAscii(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  private static String idOf(SeenEvent event, String aggregateType) {
    return aggregateType.equals(event.event().aggregateType()) ? event.event().aggregateId() : "";
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static ProblemException refused(String sentence) {
    return ProblemException.invalid("filter", sentence);
  }
}
