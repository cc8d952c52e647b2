package io.annals.api.query;

/**
 * Asks for all projections; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Projection}, by name. They are few: there is one page.
 */
public record ListProjections() {}
