package io.annals.api.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the versions of a workflow, also of a deleted one; answered with a {@link
 * io.annals.api.resource.Page} of {@link io.annals.api.resource.WorkflowVersion}, newest first
 * where no order is given.
 *
 * @param filter on version, type, principal, dialect, createTime, changed; null for all
 * @param orderBy by version or createTime
 */
public record ListWorkflowVersions(
    WorkflowRef workflow, @Nullable Filter filter, List<Order> orderBy, PageRequest page) {}
