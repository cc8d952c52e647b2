package io.annals.api.serialization;

import java.util.Optional;
import org.axonframework.serialization.AnnotationRevisionResolver;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as JSON under the names of {@link EventTypes}, with the revision of their {@link
 * org.axonframework.serialization.Revision} annotation. Numbers keep every digit; times are ISO
 * 8601; members that a release does not know are passed over. Thread-safe.
 */
public final class EventSerializer extends Jackson3Serializer {
  private static final ClassValue<Optional<String>> REVISIONS =
      new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
          return Optional.ofNullable(type.getAnnotation(Revision.class)).map(Revision::value);
        }
      };

  private EventSerializer(Builder builder) {
    super(builder);
  }

  /** A serializer for everything that is stored: events, metadata, snapshots, tokens. */
  public static EventSerializer create() {
    Builder builder =
        Jackson3Serializer.builder()
            .revisionResolver(new AnnotationRevisionResolver())
            .jsonMapperBuilderCustomizer(EventSerializer::configure);
    return new EventSerializer(builder);
  }

  /** The JSON rules of everything stored, for those who write views with the same ones. */
  public static JsonMapper.Builder configure(JsonMapper.Builder mapper) {
    return mapper
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
  }

  @Override
  public SerializedType typeForClass(@SuppressWarnings("rawtypes") Class type) {
    SerializedType byClass = super.typeForClass(type);
    return byClass.getName().equals(type.getName())
        ? new SimpleSerializedType(EventTypes.nameOf(type), byClass.getRevision())
        : byClass;
  }

  /**
   * The class of a stored object; {@link UnknownSerializedType} where a release other than this one
   * wrote it: its name is not known, or its revision is not that of the class, although events have
   * been through the upcasters.
   */
  @Override
  @SuppressWarnings("rawtypes")
  public Class classForType(SerializedType type) {
    Class<?> found = super.classForType(type);
    Optional<String> own = REVISIONS.get(found);
    return type.getRevision() == null || own.isEmpty() || own.get().equals(type.getRevision())
        ? found
        : UnknownSerializedType.class;
  }

  @Override
  protected String resolveClassName(SerializedType serializedType) {
    return EventTypes.classOf(serializedType.getName())
        .<String>map(Class::getName)
        .orElseGet(() -> super.resolveClassName(serializedType));
  }
}
