package io.annals.command.workflow;

import io.annals.api.problem.ProblemException;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import io.annals.command.rule.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of a workflow's graph, each a sentence. */
interface GraphRules {

  /** Raises all of them, in an order in which each may rely on those before. */
  static void check(Topology topology) {
    Rule.check(
        new NodeNamesAreUnique(topology),
        new TheMainNodeIsOneOfTheNodes(topology),
        new EdgesJoinNodesOfTheWorkflow(topology),
        new NoEdgeLeadsToTheMainNode(topology),
        new TheGraphHasNoCircle(topology));
  }

  record NodeNamesAreUnique(Topology topology) implements Rule {
    @Override
    public boolean isBroken() {
      return repeated() >= 0;
    }

    private int repeated() {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < topology.nodes().size(); i++) {
        if (!seen.add(topology.nodes().get(i).name())) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          "nodes[" + repeated() + "].name", "Must differ from the names of the other nodes.");
    }
  }

  record TheMainNodeIsOneOfTheNodes(Topology topology) implements Rule {
    @Override
    public boolean isBroken() {
      return !names(topology).contains(topology.mainNodeName());
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid("mainNodeName", "Must be the name of one of the nodes.");
    }
  }

  record EdgesJoinNodesOfTheWorkflow(Topology topology) implements Rule {
    @Override
    public boolean isBroken() {
      return loose() != null;
    }

    private @Nullable String loose() {
      Set<String> names = names(topology);
      for (int i = 0; i < topology.edges().size(); i++) {
        Edge edge = topology.edges().get(i);
        if (!names.contains(edge.sourceNodeName())) {
          return "edges[" + i + "].sourceNodeName";
        }
        if (!names.contains(edge.destinationNodeName())) {
          return "edges[" + i + "].destinationNodeName";
        }
      }
      return null;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          String.valueOf(loose()), "Must be the name of one of the nodes.");
    }
  }

  record NoEdgeLeadsToTheMainNode(Topology topology) implements Rule {
    @Override
    public boolean isBroken() {
      return topology.edges().stream()
          .anyMatch(edge -> edge.destinationNodeName().equals(topology.mainNodeName()));
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          "mainNodeName", "Must be a node that no edge leads to: the workflow starts there.");
    }
  }

  record TheGraphHasNoCircle(Topology topology) implements Rule {
    @Override
    public boolean isBroken() {
      return !inCircles().isEmpty();
    }

    /** What is left when nodes that no edge leads to are taken away, again and again. */
    private List<String> inCircles() {
      Map<String, Integer> incoming = new HashMap<>();
      Map<String, List<String>> next = new HashMap<>();
      for (Edge edge : topology.edges()) {
        incoming.merge(edge.destinationNodeName(), 1, Integer::sum);
        next.computeIfAbsent(edge.sourceNodeName(), name -> new ArrayList<>())
            .add(edge.destinationNodeName());
      }
      Deque<String> free = new ArrayDeque<>();
      for (Node node : topology.nodes()) {
        if (!incoming.containsKey(node.name())) {
          free.add(node.name());
        }
      }
      Set<String> left = new HashSet<>(names(topology));
      while (!free.isEmpty()) {
        String name = free.remove();
        left.remove(name);
        for (String follower : next.getOrDefault(name, List.of())) {
          if (incoming.merge(follower, -1, Integer::sum) == 0) {
            free.add(follower);
          }
        }
      }
      return left.stream().sorted().toList();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          "edges",
          "Must not lead in a circle, as they do around "
              + String.join(", ", inCircles().stream().limit(5).toList())
              + ".");
    }
  }

  private static Set<String> names(Topology topology) {
    return topology.nodes().stream().map(Node::name).collect(Collectors.toSet());
  }
}
