package io.annals.api.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.Redaction;
import io.annals.api.serialization.EventSerializer;
import io.annals.api.serialization.EventTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.serialization.Revision;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes {@code docs/events.md}: every event type with its members as the record and its comment
 * state them, and an example as it was recorded.
 */
final class EventCatalogue {
  private static final JsonMapper JSON = EventSerializer.configure(JsonMapper.builder()).build();
  private static final String EXAMPLE = "FunctionUpdated.1-revision.json";

  /** Aggregate types, in the order of the catalogue, by the package of their events. */
  private static final Map<String, String> AGGREGATES = aggregates();

  private final Comments comments;
  private final Path recorded;
  private final StringBuilder page = new StringBuilder();
  private final Set<Class<?>> parts = new LinkedHashSet<>();

  private EventCatalogue(Comments comments, Path recorded) {
    this.comments = comments;
    this.recorded = recorded;
  }

  /**
   * The page.
   *
   * @param sources of the event types
   * @param recorded the folder of recorded events
   */
  static String write(Path sources, Path recorded) {
    EventCatalogue catalogue = new EventCatalogue(Comments.in(sources), recorded);
    catalogue.writePage();
    return catalogue.page.toString();
  }

  private void writePage() {
    line("# Event catalogue");
    line("");
    line("<!-- Written by EventCatalogueTest from the event types; do not edit. -->");
    line("");
    line(
        "Every type of event, as it stands in the store and as `data` in the [feed](audit.md). A name and a revision");
    line("mean the same for ever: a new shape is a new revision, and old ones stay readable.");
    line("");
    line("| type | subject | says |");
    line("|---|---|---|");
    for (Class<?> type : types()) {
      line(
          "| [%1$s](#%2$s) | %3$s | %4$s |"
              .formatted(
                  type.getSimpleName(),
                  anchor(type),
                  aggregate(type),
                  comments.of(type.getSimpleName())));
    }
    line("");
    line("One of them in full, as the feed shows it:");
    line("");
    writeJson(JSON.readTree(CloudEventJson.publicForm(example())));
    types().forEach(this::writeType);
    line("## Parts");
    line("");
    line("What several types hold.");
    line("");
    writeChanges();
    Deque<Class<?>> left = new ArrayDeque<>(parts);
    Set<Class<?>> written = new LinkedHashSet<>();
    while (!left.isEmpty()) {
      Class<?> part = left.poll();
      if (written.add(part)) {
        parts.clear();
        line("### " + part.getSimpleName());
        line("");
        line(comments.of(part.getSimpleName()));
        line("");
        writeMembers(part);
        left.addAll(parts);
      }
    }
    page.setLength(page.length() - 1);
  }

  private void writeType(Class<?> type) {
    line("## " + type.getSimpleName());
    line("");
    line(
        comments.of(type.getSimpleName())
            + " Revision "
            + type.getAnnotation(Revision.class).value()
            + ".");
    line("");
    writeMembers(type);
    List<Path> examples = recordedOf(type);
    writeJson(
        JSON.readTree(
            Redaction.of(type.getSimpleName(), read(examples.get(0)).get("payload").toString())));
  }

  private void writeMembers(Class<?> type) {
    line("| member | is | meaning |");
    line("|---|---|---|");
    for (RecordComponent member : type.getRecordComponents()) {
      line(
          "| `%s` | %s%s | %s |"
              .formatted(
                  member.getName(),
                  described(member.getGenericType()),
                  absence(type, member),
                  comments.of(type.getSimpleName() + "#" + member.getName())));
    }
    line("");
  }

  private void writeChanges() {
    line("### Changes");
    line("");
    line(comments.of("Changes"));
    line("");
    line("| member | meaning |");
    line("|---|---|");
    for (Field field : Field.values()) {
      String meaning =
          switch (field) {
            case DISPLAY_NAME -> "A name for people.";
            case DESCRIPTION -> "What it is, for people.";
            default -> comments.of("Field." + field.name());
          };
      line("| `%s` | %s |".formatted(field.path(), meaning));
    }
    line("");
  }

  private void writeJson(JsonNode json) {
    line("```json");
    line(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json).replace("\r", ""));
    line("```");
    line("");
  }

  private RecordedEvent example() {
    JsonNode document = read(recorded.resolve(EXAMPLE));
    Map<String, Object> metadata = new LinkedHashMap<>();
    document.get("metaData").properties().forEach(m -> metadata.put(m.getKey(), m.getValue()));
    metadata.put("namespace", "default");
    metadata.put("kind", "function");
    JsonNode payload = document.get("payload");
    return new RecordedEvent(
        1234,
        payload.get("functionId").stringValue(),
        3,
        "Function",
        "018f4c7e-70a1-7d55-8f0e-5d2b7c1e9a01",
        document.get("type").stringValue(),
        document.get("revision").stringValue(),
        "2026-01-31T12:00:00.123456Z",
        payload.toString(),
        JSON.writeValueAsString(metadata));
  }

  private String described(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return parameterized.getRawType() == List.class
          ? "list of " + described(arguments[0])
          : arguments[1] == Object.class ? "object" : "object of " + described(arguments[1]);
    }
    Class<?> known = (Class<?>) type;
    if (known == String.class || known == Digest.class) {
      return "text";
    }
    if (known == long.class || known == int.class || known == Long.class) {
      return "whole number";
    }
    if (known == boolean.class || known == Boolean.class) {
      return "true or false";
    }
    if (known == Instant.class) {
      return "time";
    }
    if (known == Changes.class) {
      return "[Changes](#changes)";
    }
    if (known.isRecord()) {
      parts.add(known);
      return "[%s](#%s)".formatted(known.getSimpleName(), anchor(known));
    }
    throw new IllegalStateException("The event catalogue has no word for " + known);
  }

  private static String absence(Class<?> type, RecordComponent member) {
    boolean nullable =
        Stream.of(member.getAnnotatedType().getAnnotations())
            .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
    if (!nullable) {
      return "";
    }
    boolean leftOut =
        type.isAnnotationPresent(JsonInclude.class)
            || member.getAccessor().isAnnotationPresent(JsonInclude.class);
    return leftOut ? ", or absent" : ", or null";
  }

  private static List<Class<?>> types() {
    List<String> order = List.copyOf(AGGREGATES.keySet());
    List<String> verbs =
        List.of(
            "Created",
            "Updated",
            "Set",
            "Put",
            "Claimed",
            "Changed",
            "Read",
            "Removed",
            "Released",
            "Deleted",
            "Undeleted",
            "Purged");
    Comparator<Class<?>> byAggregate =
        Comparator.comparing(type -> order.indexOf(aggregatePackage(type)));
    return EventTypes.all().values().stream()
        .sorted(
            byAggregate
                .thenComparing(type -> !type.getSimpleName().startsWith(aggregate(type)))
                .thenComparing(type -> verbs.indexOf(verb(type)))
                .thenComparing(Class::getSimpleName))
        .toList();
  }

  private static String verb(Class<?> type) {
    String name = type.getSimpleName();
    return name.substring(
        name.lastIndexOf(
            name.chars().filter(Character::isUpperCase).reduce((a, b) -> b).orElse('A')));
  }

  private static String aggregate(Class<?> type) {
    String aggregate = AGGREGATES.get(aggregatePackage(type));
    if (aggregate == null) {
      throw new IllegalStateException("The event catalogue knows no aggregate for " + type);
    }
    return aggregate;
  }

  private static String aggregatePackage(Class<?> type) {
    String name = type.getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Map<String, String> aggregates() {
    Map<String, String> aggregates = new LinkedHashMap<>();
    aggregates.put("function", "Function");
    aggregates.put("workflow", "Workflow");
    aggregates.put("name", "NameClaim");
    aggregates.put("secret", "NamespaceSecrets");
    return aggregates;
  }

  private List<Path> recordedOf(Class<?> type) {
    String start = type.getSimpleName() + "." + type.getAnnotation(Revision.class).value();
    try (Stream<Path> files = Files.list(recorded)) {
      List<Path> found = new ArrayList<>();
      files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .sorted(Comparator.comparing((Path file) -> file.getFileName().toString().length()))
          .forEach(found::add);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path document) {
    try {
      return JSON.readTree(Files.readString(document, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String anchor(Class<?> type) {
    return type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
