package io.annals.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.RequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they were stored by every release, one document each, named type.revision or
 * type.revision-note. A document is written once and never edited: what it holds stands in
 * somebody's store. A new shape is a new revision with a document of its own, beside an upcaster
 * that keeps the old one readable.
 */
class RecordedEventsTest {
  private static final Path FOLDER = Path.of("src/test/resources/recorded-events");
  private static final JsonMapper JSON = EventSerializer.configure(JsonMapper.builder()).build();

  private final EventSerializer serializer = EventSerializer.create();

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  private static JsonNode read(Path document) {
    try {
      return JSON.readTree(Files.readString(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String presentRevision(Class<?> type) {
    return type.getAnnotation(Revision.class).value();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyEventEverStoredIsReadWithoutLoss(Path document) {
    JsonNode recorded = read(document);
    String type = recorded.get("type").stringValue();
    String revision = recorded.get("revision").stringValue();
    SerializedObject<String> stored =
        new SimpleSerializedObject<>(
            recorded.get("payload").toString(), String.class, type, revision);

    Object event = serializer.deserialize(stored);

    Class<?> known = EventTypes.classOf(type).orElseThrow();
    assertThat(document.getFileName().toString())
        .matches(type + "\\." + revision + "(-[a-z-]+)?\\.json");
    assertThat(event).isInstanceOf(known);
    // Members that nobody reads any more would be passed over without a word.
    if (revision.equals(presentRevision(known))) {
      assertThat(JSON.readTree(serializer.serialize(event, String.class).getData()))
          .isEqualTo(recorded.get("payload"));
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyMetaDataEverStoredIsRead(Path document) {
    JsonNode recorded = read(document).get("metaData");
    SerializedObject<String> stored =
        new SimpleSerializedObject<>(
            recorded.toString(), String.class, MetaData.class.getName(), null);

    Map<String, ?> metaData = serializer.<String, MetaData>deserialize(stored);
    RequestContext context = RequestContext.of(metaData);

    assertThat(JSON.<JsonNode>valueToTree(context.toMetaData())).isEqualTo(recorded);
  }

  @Test
  void everyEventOfThisReleaseIsRecorded() throws IOException {
    assertThat(documents().map(RecordedEventsTest::read))
        .extracting(d -> d.get("type").stringValue() + "." + d.get("revision").stringValue())
        .containsAll(
            EventTypes.all().entrySet().stream()
                .map(type -> type.getKey() + "." + presentRevision(type.getValue()))
                .toList());
  }
}
