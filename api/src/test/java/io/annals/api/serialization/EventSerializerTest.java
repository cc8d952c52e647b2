package io.annals.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.RevisionAdded;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;

class EventSerializerTest {
  private final EventSerializer serializer = EventSerializer.create();

  @Test
  void writesAnEventUnderItsStableNameAndReadsItBack() {
    FunctionUpdated event =
        new FunctionUpdated(
            "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4",
            7,
            Changes.of(Field.LABELS, Map.of("größe", "L"))
                .with(Field.DESCRIPTION, null)
                .with(Field.CONFIG, Map.of("rate", new BigDecimal("1.10"), "on", List.of(true))),
            new RevisionAdded(
                "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d5",
                1,
                Map.of("a.js", new FileRef(Digest.of("x".getBytes(StandardCharsets.UTF_8)), 1)),
                "nodejs22",
                "a.main",
                Map.of(),
                "",
                List.of("prod")),
            null);

    SerializedObject<String> stored = serializer.serialize(event, String.class);

    assertThat(stored.getType().getName()).isEqualTo("FunctionUpdated");
    assertThat(stored.getType().getRevision()).isEqualTo("1");
    assertThat(stored.getData()).contains("\"description\":null").contains("1.10");
    assertThat(serializer.<String, Object>deserialize(stored)).isEqualTo(event);
  }

  @Test
  void passesOverMembersThatItDoesNotKnow() {
    SerializedObject<String> stored =
        new SimpleSerializedObject<>(
            "{\"functionId\":\"f\",\"version\":2,\"changes\":{\"later\":1,\"kind\":\"job\"},\"more\":[]}",
            String.class,
            "FunctionUpdated",
            "1");

    assertThat(serializer.<String, Object>deserialize(stored))
        .isEqualTo(new FunctionUpdated("f", 2, Changes.of(Field.KIND, "job"), null, null));
  }

  @Test
  void doesNotTakeAnotherRevisionForItsOwn() {
    assertThat(serializer.classForType(new SimpleSerializedType("FunctionUpdated", "1")))
        .isEqualTo(FunctionUpdated.class);
    assertThat(serializer.classForType(new SimpleSerializedType("FunctionUpdated", "2")))
        .isEqualTo(UnknownSerializedType.class);
    assertThat(serializer.classForType(new SimpleSerializedType("OfTomorrow", "1")))
        .isEqualTo(UnknownSerializedType.class);
  }

  @Test
  void writesWhatIsNoEventUnderItsClassName() {
    SerializedObject<String> stored =
        serializer.serialize(new GlobalSequenceTrackingToken(5), String.class);

    assertThat(stored.getType().getName()).isEqualTo(GlobalSequenceTrackingToken.class.getName());
    assertThat(serializer.<String, Object>deserialize(stored))
        .isEqualTo(new GlobalSequenceTrackingToken(5));
  }
}
