package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.ResolveNodes.Wanted;
import io.annals.api.resource.Function;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import io.annals.api.workflow.WorkflowChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a creation or an update of a workflow. Read-only fields are passed over, unknown ones
 * refused. In an update, null resets the display name and the tags; with an update mask, exactly
 * its fields are written. The graph is written as a whole: {@code mainNodeName}, {@code nodes} and
 * {@code edges} together or none of them.
 */
final class WorkflowBody {
  private static final Set<String> GRAPH = Set.of("mainNodeName", "nodes", "edges");
  private static final Set<String> WRITABLE =
      Set.of("name", "displayName", "tags", "mainNodeName", "nodes", "edges");
  private static final Set<String> READ_ONLY =
      Set.of(
          "id", "version", "etag", "createTime", "updateTime", "deleteTime", "creator", "updater");

  private final Map<String, @Nullable Object> fields;
  private final List<Map<String, Object>> nodes;

  private WorkflowBody(Map<String, @Nullable Object> fields) {
    this.fields = fields;
    this.nodes = objects("nodes");
  }

  static WorkflowBody creation(Call call) {
    Map<String, @Nullable Object> fields = read(call, false);
    fields.values().removeIf(value -> value == null);
    fields.putIfAbsent("edges", List.of());
    return new WorkflowBody(fields);
  }

  static WorkflowBody update(Call call) {
    Map<String, @Nullable Object> fields = read(call, true);
    Object inBody = fields.remove(FieldMask.PARAMETER);
    String mask = call.query().get(FieldMask.PARAMETER);
    if (mask == null && inBody != null) {
      mask = text(FieldMask.PARAMETER, inBody);
    }
    if (mask == null || mask.isBlank()) {
      return new WorkflowBody(fields);
    }
    Map<String, @Nullable Object> masked = new LinkedHashMap<>();
    for (String field : mask.split(",", -1)) {
      if (!WRITABLE.contains(field.strip())) {
        throw ProblemException.invalid(
            FieldMask.PARAMETER, "May name " + String.join(", ", sorted()) + " only.");
      }
      masked.put(field.strip(), fields.get(field.strip()));
    }
    return new WorkflowBody(masked);
  }

  private static Map<String, @Nullable Object> read(Call call, boolean update) {
    Map<String, @Nullable Object> fields =
        JsonBody.read(
            call.request(),
            update,
            JsonBody.SMALL,
            call.fingerprint(),
            json -> JsonTerms.object(json, ""));
    fields.keySet().removeAll(READ_ONLY);
    for (String name : fields.keySet()) {
      boolean known =
          WRITABLE.contains(name)
              || name.equals("namespace")
              || update && name.equals(FieldMask.PARAMETER);
      if (!known) {
        throw ProblemException.invalid(
            name,
            "Is not a field of a workflow; the fields are " + String.join(", ", sorted()) + ".");
      }
    }
    if (update) {
      fields.remove("namespace");
    }
    return fields;
  }

  private static List<String> sorted() {
    return WRITABLE.stream().sorted().toList();
  }

  /** The namespace that a creation names; null where it names none. */
  @Nullable String namespace() {
    return optional("namespace");
  }

  /** The functions that the nodes name, in their order; empty without a graph. */
  List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      wanted.add(new Wanted(function(i), version(i)));
    }
    return wanted;
  }

  /**
   * The id, where the node has one: what was read can be written back though a name has changed.
   */
  private String function(int i) {
    Map<String, Object> node = nodes.get(i);
    String member = node.get("functionId") == null ? "function" : "functionId";
    return text("nodes[" + i + "]." + member, node.get(member));
  }

  private @Nullable Long version(int i) {
    Object version = nodes.get(i).get("version");
    if (version == null) {
      return null;
    }
    if (version instanceof Integer || version instanceof Long) {
      return ((Number) version).longValue();
    }
    throw ProblemException.invalid("nodes[" + i + "].version", "Must be a whole number from 1.");
  }

  /**
   * What is to be written.
   *
   * @param functions those of {@link #wanted}
   */
  WorkflowChanges changes(List<Function> functions) {
    return new WorkflowChanges(
        fields.containsKey("name") ? text("name", fields.get("name")) : null,
        fields.containsKey("displayName") ? orEmpty(optional("displayName")) : null,
        fields.containsKey("tags") ? tags() : null,
        fields.keySet().stream().anyMatch(GRAPH::contains) ? topology(functions) : null);
  }

  private Topology topology(List<Function> functions) {
    for (String member : List.of("mainNodeName", "nodes", "edges")) {
      if (fields.get(member) == null) {
        throw ProblemException.invalid(
            member, "Is missing: mainNodeName, nodes and edges are written together.");
      }
    }
    List<Node> resolved = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Map<String, Object> node = nodes.get(i);
      only("nodes[" + i + "]", node, "name", "functionId", "function", "version", "metadata");
      Function function = functions.get(i);
      resolved.add(
          new Node(
              node.get("name") == null
                  ? function.name() == null ? function.id() : function.name()
                  : text("nodes[" + i + "].name", node.get("name")),
              function.id(),
              node.get("function") == null
                  ? function(i)
                  : text("nodes[" + i + "].function", node.get("function")),
              version(i),
              metadata("nodes[" + i + "].metadata", node.get("metadata"))));
    }
    List<Edge> edges = new ArrayList<>();
    for (Map<String, Object> edge : objects("edges")) {
      String path = "edges[" + edges.size() + "]";
      only(path, edge, "sourceNodeName", "destinationNodeName", "destinationName", "metadata");
      Object outlet = edge.get("destinationName");
      edges.add(
          new Edge(
              text(path + ".sourceNodeName", edge.get("sourceNodeName")),
              text(path + ".destinationNodeName", edge.get("destinationNodeName")),
              outlet == null ? null : text(path + ".destinationName", outlet),
              metadata(path + ".metadata", edge.get("metadata"))));
    }
    return new Topology(text("mainNodeName", fields.get("mainNodeName")), resolved, edges);
  }

  private List<String> tags() {
    Object tags = fields.get("tags");
    List<String> texts = new ArrayList<>();
    if (tags instanceof List<?> list) {
      list.forEach(tag -> texts.add(text("tags[" + texts.size() + "]", tag)));
    } else if (tags != null) {
      throw ProblemException.invalid("tags", "Must be a list of strings.");
    }
    return texts;
  }

  @SuppressWarnings("unchecked") // Keys of JSON objects are strings.
  private List<Map<String, Object>> objects(String member) {
    Object value = fields.get(member);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw ProblemException.invalid(member, "Must be a list of objects.");
    }
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?>)) {
        throw ProblemException.invalid(member + "[" + objects.size() + "]", "Must be an object.");
      }
      objects.add((Map<String, Object>) element);
    }
    return objects;
  }

  private static void only(String path, Map<String, Object> object, String... members) {
    for (String name : object.keySet()) {
      if (!List.of(members).contains(name)) {
        throw ProblemException.invalid(
            path + "." + name,
            "Is not a field here; the fields are " + String.join(", ", members) + ".");
      }
    }
  }

  @SuppressWarnings("unchecked") // Keys of JSON objects are strings.
  private static Map<String, Object> metadata(String path, @Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?>)) {
      throw ProblemException.invalid(path, "Must be an object.");
    }
    return (Map<String, Object>) value;
  }

  private @Nullable String optional(String name) {
    Object value = fields.get(name);
    return value == null ? null : text(name, value);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String text(String path, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw ProblemException.invalid(path, value == null ? "Is missing." : "Must be a string.");
  }
}
