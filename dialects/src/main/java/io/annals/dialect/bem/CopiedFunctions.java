package io.annals.dialect.bem;

import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.query.FindFunction;
import io.annals.api.resource.Function;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one graph, copied to another environment with it.
 *
 * <p>Each function is copied once, under its name. Its copy has the versions that the graph uses,
 * in their order and numbered from 1: nodes pin the same configuration as before, and those that
 * follow the current version find it last. Not thread-safe.
 */
final class CopiedFunctions {
  /** A version of a function, and what became of it. */
  private record Copy(Function source, Function target) {}

  private final BemRegistry registry;
  private final FunctionWrites writes;
  private final FreeNames names;
  private final BemCall from;
  private final BemCall to;
  private final List<Copy> copies = new ArrayList<>();

  CopiedFunctions(
      BemRegistry registry, FunctionWrites writes, FreeNames names, BemCall from, BemCall to) {
    this.registry = registry;
    this.writes = writes;
    this.names = names;
    this.from = from;
    this.to = to;
  }

  /** The graph as it is in the other environment; the same within one. */
  Topology copy(Topology topology) {
    if (from.namespace().equals(to.namespace())) {
      return topology;
    }
    Map<String, SortedSet<Long>> used = new LinkedHashMap<>();
    Map<String, Function> sources = new LinkedHashMap<>();
    for (Node node : topology.nodes()) {
      Function source = sources.computeIfAbsent(node.functionId(), id -> source(node));
      used.computeIfAbsent(source.id(), id -> new TreeSet<>()).add(version(node, source));
    }
    sources.values().forEach(this::checkName);
    try {
      used.forEach((id, versions) -> copy(Objects.requireNonNull(sources.get(id)), versions));
    } catch (RuntimeException refused) {
      takeBack();
      throw refused;
    }
    List<Node> nodes =
        topology.nodes().stream()
            .map(node -> node(node, Objects.requireNonNull(sources.get(node.functionId()))))
            .toList();
    return new Topology(topology.mainNodeName(), nodes, topology.edges());
  }

  private static long version(Node node, Function source) {
    return node.version() == null ? source.version() : node.version();
  }

  private Function source(Node node) {
    return registry
        .find(new FindFunction(from.function(node.functionId()), false, null, null), Function.class)
        .filter(FunctionView::isShown)
        .orElseThrow(
            () ->
                BemException.against(
                    "targetEnvironment",
                    "The function of the node "
                        + node.name()
                        + " is gone, so that it cannot be copied."));
  }

  private void checkName(Function source) {
    String name = source.name();
    if (name == null) {
      return;
    }
    names.function(to, name, "targetEnvironment");
    registry
        .find(new FindFunction(to.function(name), false, null, null), Function.class)
        .ifPresent(
            there -> {
              throw BemException.malformed(
                  "targetEnvironment", "There is a function " + name + " in it already.");
            });
  }

  private void copy(Function source, SortedSet<Long> versions) {
    Function target = null;
    Definition before = Definition.DEFAULT;
    for (long version : versions) {
      Function wanted =
          registry.ask(
              new FindFunction(from.function(source.id()), false, version, null), Function.class);
      Changes changes = FunctionWrites.copied(wanted.definition(), before);
      before = wanted.definition();
      if (target != null) {
        target = writes.update(to, target, changes, Expected.ANY);
      } else if (source.name() == null) {
        target = writes.create(to, changes);
      } else {
        target = writes.create(to, changes.with(Field.NAME, source.name()));
      }
      copies.add(new Copy(wanted, target));
    }
  }

  private Node node(Node node, Function source) {
    Copy copy = find(source.id(), version(node, source));
    @Nullable Long pin = node.version() == null ? null : (Long) copy.target().version();
    String function = FunctionView.name(copy.target());
    return new Node(node.name(), copy.target().id(), function, pin, node.metadata());
  }

  private Copy find(String id, long version) {
    return copies.stream()
        .filter(copy -> copy.source().id().equals(id) && copy.source().version() == version)
        .findFirst()
        .orElseThrow();
  }

  /** Deletes the copies, where the workflow itself cannot be. */
  void takeBack() {
    copies.stream()
        .filter(copy -> copy.target().version() == 1)
        .forEach(copy -> writes.delete(to, copy.target()));
  }

  List<Map<String, Object>> shown() {
    return copies.stream()
        .map(
            copy -> {
              Map<String, Object> shown = new LinkedHashMap<>();
              shown.put("sourceFunctionID", copy.source().id());
              shown.put("sourceFunctionName", FunctionView.name(copy.source()));
              shown.put("sourceVersionNum", copy.source().version());
              shown.put("targetFunctionID", copy.target().id());
              shown.put("targetFunctionName", FunctionView.name(copy.target()));
              shown.put("targetVersionNum", copy.target().version());
              return shown;
            })
        .toList();
  }
}
