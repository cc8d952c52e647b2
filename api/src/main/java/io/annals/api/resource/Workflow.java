package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import io.annals.api.workflow.WorkflowDefinition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as of one event of its history.
 *
 * @param id a UUID
 * @param namespace where it lives
 * @param version the version as of the event
 * @param sequence the sequence number of the event; what the etag is made of
 * @param createTime microseconds, UTC
 * @param updateTime time of the event, microseconds, UTC
 * @param deleteTime null unless it is deleted
 * @param creator the principal of the first event
 * @param updater the principal of the event
 */
public record Workflow(
    String id,
    String namespace,
    String name,
    String displayName,
    List<String> tags,
    String mainNodeName,
    List<Node> nodes,
    List<Edge> edges,
    long version,
    @JsonIgnore long sequence,
    Instant createTime,
    Instant updateTime,
    @Nullable Instant deleteTime,
    String creator,
    String updater)
    implements Resource {

  /** A strong validator: differs whenever anything of the workflow differs. Without the quotes. */
  @JsonProperty("etag")
  public String etag() {
    return version + "-" + sequence;
  }

  /** The part that a version freezes, without the name. */
  @JsonIgnore
  public WorkflowDefinition definition() {
    return new WorkflowDefinition(displayName, tags, new Topology(mainNodeName, nodes, edges));
  }
}
