package io.annals.dialect.bem;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.ResolveNodes;
import io.annals.api.query.ResolveNodes.Wanted;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the graph of a workflow: all of it or nothing. */
final class TopologyBody {
  private static final List<String> PARTS = List.of("mainNodeName", "nodes", "edges");

  private final BemRegistry registry;

  TopologyBody(BemRegistry registry) {
    this.registry = registry;
  }

  /** The graph of a new workflow, which may leave out the edges. */
  Topology created(BemCall call, Members body) {
    body.required("mainNodeName");
    if (body.objects("nodes").isEmpty()) {
      throw BemException.malformed("nodes", "Must have at least one node.");
    }
    return read(call, body);
  }

  /** The graph that an update brings, null for none. */
  @Nullable Topology updated(BemCall call, Members body) {
    long present = PARTS.stream().filter(body::has).count();
    if (present == 0) {
      return null;
    }
    if (present < PARTS.size()) {
      throw BemException.malformed(
          "mainNodeName", "Must come together with nodes and edges, or none of them.");
    }
    return read(call, body);
  }

  private Topology read(BemCall call, Members body) {
    List<Members> nodes = body.objects("nodes");
    List<Wanted> wanted = new ArrayList<>();
    for (Members node : nodes) {
      Members function = node.object("function");
      if (function == null) {
        throw node.wrong("function", "Is required.");
      }
      String id = function.text("id");
      String name = function.text("name");
      if ((id == null) == (name == null)) {
        throw node.wrong("function", "Must have exactly one of id and name.");
      }
      wanted.add(new Wanted(id == null ? String.valueOf(name) : id, function.number("versionNum")));
    }
    List<Function> functions = resolved(call, wanted);
    List<Node> resolved = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Function function = functions.get(i);
      String name = nodes.get(i).text("name");
      resolved.add(
          new Node(
              name == null ? FunctionView.name(function) : name,
              function.id(),
              wanted.get(i).function(),
              wanted.get(i).version(),
              metadata(nodes.get(i))));
    }
    List<Edge> edges = new ArrayList<>();
    for (Members edge : body.objects("edges")) {
      edges.add(
          new Edge(
              edge.required("sourceNodeName"),
              edge.required("destinationNodeName"),
              edge.text("destinationName"),
              metadata(edge)));
    }
    return new Topology(body.required("mainNodeName"), resolved, edges);
  }

  /** A function or version that is not there breaks a rule of the model. */
  private List<Function> resolved(BemCall call, List<Wanted> wanted) {
    try {
      Page<Function> found = registry.askPage(new ResolveNodes(call.namespace(), wanted));
      return found.items();
    } catch (ProblemException e) {
      if (e.violations().isEmpty()) {
        throw e;
      }
      throw BemException.against(
          e.violations().get(0).field(), e.violations().get(0).description());
    }
  }

  private static Map<String, Object> metadata(Members members) {
    members.object("metadata");
    @SuppressWarnings("unchecked") // As the line above has found.
    Map<String, Object> metadata = (Map<String, Object>) members.get("metadata");
    return metadata == null ? Map.of() : metadata;
  }
}
