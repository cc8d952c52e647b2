package io.annals.api.workflow;

/** The limits of a workflow beside those that it shares with a function. */
public final class WorkflowLimits {
  /** Nodes of a workflow; at least one. */
  public static final int NODES = 500;

  /** Edges of a workflow. */
  public static final int EDGES = 2_000;

  /** Characters of a node's name, at least one; also of an outlet. */
  public static final int NODE_NAME_LENGTH = 256;

  /** Bytes of the metadata of a node or an edge as compact JSON in UTF-8. */
  public static final int METADATA_BYTES = 16 * 1024;

  private WorkflowLimits() {}
}
