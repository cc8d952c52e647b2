package io.annals.api.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live workflow that uses a function, in any of its versions.
 *
 * @param functionId the function that is used
 * @param workflowName its present name
 * @param currentVersion the workflow's version now
 * @param versions which of its versions use the function, oldest first
 */
public record Usage(
    String functionId,
    String workflowId,
    String workflowName,
    long currentVersion,
    List<Use> versions) {

  /**
   * What one version of a workflow uses; a version may use several versions of a function.
   *
   * @param workflowVersion the version of the workflow
   * @param functionVersion the version that it is pinned to; null where it follows the current one
   */
  public record Use(long workflowVersion, @Nullable Long functionVersion) {}
}
