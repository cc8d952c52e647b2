package io.annals.api.serialization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.annals.api.query.Filter;
import io.annals.api.resource.Page;
import io.annals.api.resource.Resource;
import java.util.Arrays;
import java.util.List;
import org.axonframework.serialization.AnnotationRevisionResolver;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Writes commands, queries, their answers and the details of refusals as JSON, for another process
 * of the same release: unlike {@link EventSerializer} it names classes, and unlike the HTTP API it
 * keeps also what clients are not shown. Thread-safe.
 */
public final class MessageSerializer extends Jackson3Serializer {
  private static final String OURS = "io.annals.api.";

  private MessageSerializer(Builder builder) {
    super(builder);
  }

  /** A serializer for everything that travels. */
  public static MessageSerializer create() {
    Builder builder =
        Jackson3Serializer.builder()
            .revisionResolver(new AnnotationRevisionResolver())
            .jsonMapperBuilderCustomizer(MessageSerializer::configure);
    return new MessageSerializer(builder);
  }

  private static JsonMapper.Builder configure(JsonMapper.Builder mapper) {
    return EventSerializer.configure(mapper)
        .polymorphicTypeValidator(
            BasicPolymorphicTypeValidator.builder().allowIfSubType(OURS).build())
        .addMixIn(Filter.class, ByClass.class)
        .addMixIn(Resource.class, ByClass.class)
        .addMixIn(Page.class, OfAnything.class)
        .annotationIntrospector(new WholeRecords());
  }

  /** One of several classes. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private interface ByClass {}

  /** A page does not say what it holds, so each member does. */
  private interface OfAnything {
    @JsonProperty
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
    List<?> items();
  }

  /** Passes over what the HTTP API leaves out of records: here all their components travel. */
  private static final class WholeRecords extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean hasIgnoreMarker(MapperConfig<?> config, AnnotatedMember member) {
      return super.hasIgnoreMarker(config, member) && !isComponent(member);
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(MapperConfig<?> config, Annotated annotated) {
      return JsonInclude.Value.construct(
          JsonInclude.Include.ALWAYS, JsonInclude.Include.USE_DEFAULTS);
    }

    private static boolean isComponent(AnnotatedMember member) {
      Class<?> owner = member.getDeclaringClass();
      return owner.isRecord()
          && (member instanceof AnnotatedParameter
              || Arrays.stream(owner.getRecordComponents())
                  .anyMatch(component -> component.getName().equals(member.getName())));
    }
  }
}
