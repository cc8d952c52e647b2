package io.annals.api.workflow;

import java.util.List;

/**
 * The graph of a workflow, which is set as a whole or not at all.
 *
 * @param mainNodeName where it starts
 * @param nodes at least one
 * @param edges without a circle
 */
public record Topology(String mainNodeName, List<Node> nodes, List<Edge> edges) {}
