package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.function.Definition;
import io.annals.api.function.FunctionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as of one event of its history.
 *
 * @param id a UUID
 * @param namespace where it lives
 * @param name null where it has none
 * @param version the version as of the event
 * @param sequence the sequence number of the event; what the etag is made of
 * @param aliases alias to revision id, as of the event
 * @param policies name to document, as of the event
 * @param secrets the keys of its secrets; values are never read back
 * @param createTime microseconds, UTC
 * @param updateTime time of the event, microseconds, UTC
 * @param deleteTime null unless it is deleted
 * @param creator the principal of the first event
 * @param updater the principal of the event
 */
public record Function(
    String id,
    String namespace,
    @Nullable String name,
    String kind,
    String displayName,
    String description,
    Map<String, String> labels,
    List<String> tags,
    FunctionStatus status,
    Map<String, Object> config,
    long version,
    @JsonIgnore long sequence,
    @Nullable String head,
    @Nullable String published,
    Map<String, String> aliases,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Object>> policies,
    List<String> secrets,
    Instant createTime,
    Instant updateTime,
    @Nullable Instant deleteTime,
    String creator,
    String updater)
    implements Resource {

  /** A strong validator: differs whenever anything of the function differs. Without the quotes. */
  @JsonProperty("etag")
  public String etag() {
    return version + "-" + sequence;
  }

  /** The part that a version freezes. */
  @JsonIgnore
  public Definition definition() {
    return new Definition(
        kind, displayName, description, labels, tags, status, config, head, published);
  }
}
