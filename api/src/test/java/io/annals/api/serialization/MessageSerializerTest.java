package io.annals.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.query.Filter;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Resource;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.messaging.responsetypes.ResponseType;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.serialization.SerializedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that may travel between processes arrives as it was sent. */
class MessageSerializerTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final List<String> PACKAGES =
      List.of(
          "analytics",
          "function",
          "job",
          "operation",
          "problem",
          "projection",
          "query",
          "resource",
          "secret",
          "workflow");

  private final MessageSerializer serializer = MessageSerializer.create();

  /** The public records of the language: commands, queries, answers and what they are made of. */
  static Stream<Class<?>> messages() throws IOException {
    List<Class<?>> found = new ArrayList<>();
    for (String name : PACKAGES) {
      Path folder = CLASSES.resolve("io/annals/api/" + name);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String path = CLASSES.relativize(file).toString();
          if (path.endsWith(".class") && !path.endsWith("package-info.class")) {
            Class<?> type = load(path.substring(0, path.length() - 6).replace('/', '.'));
            if (type.isRecord() && Modifier.isPublic(type.getModifiers())) {
              found.add(type);
            }
          }
        }
      }
    }
    return found.stream();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void arrivesAsItWasSent(Class<?> type) {
    for (boolean full : new boolean[] {true, false}) {
      Object sent = sample(type, full);
      assertThat(travelled(sent)).as(full ? "full" : "bare").isEqualTo(sent);
    }
  }

  @Test
  void thereIsSomethingToTravel() throws IOException {
    assertThat(messages()).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aPageHoldsWhatItHeld(Class<?> type) {
    Page<Object> page = new Page<>(List.of(sample(type, true), sample(type, false)), "next");
    assertThat(travelled(page)).isEqualTo(page);
    Page<Object> last = new Page<>(List.of(), null);
    assertThat(travelled(last)).isEqualTo(last);
  }

  @Test
  void whatIsAskedForIsUnderstoodThere() throws NoSuchMethodException {
    Type ofPages = getClass().getDeclaredMethod("pages").getGenericReturnType();
    ResponseType<?> pages = (ResponseType<?>) travelled(new PageResponse<Function>());
    assertThat(pages.matches(ofPages)).isTrue();
    assertThat(pages.matches(Function.class)).isFalse();
    assertThat((Class<?>) pages.responseMessagePayloadType()).isEqualTo(Page.class);
    ResponseType<?> one = (ResponseType<?>) travelled(ResponseTypes.instanceOf(Function.class));
    assertThat(one.matches(Function.class)).isTrue();
    assertThat(one.matches(ofPages)).isFalse();
  }

  private static Page<Function> pages() {
    return new Page<>(List.of(), null);
  }

  @Test
  void plainAnswersArrive() {
    assertThat(travelled(7L)).isEqualTo(7L);
    assertThat(travelled("text")).isEqualTo("text");
  }

  @Test
  void aFilterKeepsItsShape() {
    Filter leaf = new Filter.Comparison("labels.env", Filter.Operator.HAS, "x");
    Filter filter = new Filter.And(List.of(new Filter.Not(leaf), new Filter.Or(List.of(leaf))));
    assertThat(travelled(filter)).isEqualTo(filter);
  }

  private Object travelled(Object sent) {
    SerializedObject<byte[]> wire = serializer.serialize(sent, byte[].class);
    return serializer.deserialize(wire);
  }

  /** An instance with something, or with as little as may be, in every component. */
  private static Object sample(Class<?> type, boolean full) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        boolean nullable = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
        values[i] = nullable && !full ? null : value(components[i].getGenericType(), full, 0);
      }
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("No sample of " + type, e);
    }
  }

  private static Object value(Type generic, boolean full, int depth) {
    Class<?> type =
        generic instanceof ParameterizedType parameterized
            ? (Class<?>) parameterized.getRawType()
            : generic instanceof Class<?> plain ? plain : Object.class;
    Type[] arguments =
        generic instanceof ParameterizedType parameterized
            ? parameterized.getActualTypeArguments()
            : new Type[0];
    if (type == String.class || type == Object.class) {
      return full ? "Ä\ud83d\ude00 \"text\"" : "";
    } else if (type == long.class || type == Long.class) {
      return full ? Long.MAX_VALUE : 0L;
    } else if (type == int.class || type == Integer.class) {
      return full ? 7 : 1;
    } else if (type == boolean.class || type == Boolean.class) {
      return full;
    } else if (type == double.class || type == Double.class) {
      return full ? 0.25 : 0.0;
    } else if (type == Instant.class) {
      return Instant.parse(full ? "2026-03-01T12:00:00.123456Z" : "1970-01-01T00:00:00Z");
    } else if (type == Duration.class) {
      return Duration.ofMillis(full ? 1_234 : 0);
    } else if (type == Digest.class) {
      return Digest.of(new byte[] {1});
    } else if (type == Changes.class) {
      return full
          ? Changes.of(Field.NAME, "n").with(Field.CONFIG, json()).with(Field.HEAD, null)
          : Changes.none();
    } else if (type == OptionalLong.class) {
      return full ? OptionalLong.of(3) : OptionalLong.empty();
    } else if (type == Optional.class) {
      return full ? Optional.of(value(arguments[0], true, depth + 1)) : Optional.empty();
    } else if (type == Filter.class) {
      return new Filter.Comparison("a", Filter.Operator.LESS, "1");
    } else if (type == Resource.class) {
      return sample(Function.class, full);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type == List.class) {
      return full ? List.of(value(arguments[0], true, depth + 1)) : List.of();
    } else if (type == Set.class) {
      return full ? Set.of(value(arguments[0], true, depth + 1)) : Set.of();
    } else if (Map.class.isAssignableFrom(type)) {
      return full ? map(arguments, depth) : Map.of();
    } else if (type.isRecord()) {
      return sample(type, full && depth < 4);
    } else if (type == byte[].class) {
      return new byte[] {1, 2};
    }
    throw new AssertionError("No sample of " + type);
  }

  private static Object map(Type[] arguments, int depth) {
    if (arguments[1] == Object.class) {
      return json();
    }
    Object key = value(arguments[0], true, depth + 1);
    return Map.of(key, value(arguments[1], true, depth + 1));
  }

  /** What may stand in a config: every kind of JSON value, with every digit. */
  private static Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", "t");
    json.put("whole", 1);
    json.put("large", 12_345_678_901L);
    json.put("exact", new BigDecimal("1.10"));
    json.put("list", Arrays.asList(true, null, List.of()));
    json.put("none", null);
    return json;
  }
}
