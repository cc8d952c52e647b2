package io.annals.api.query;

/**
 * Asks for the revisions of a function; answered with a {@link io.annals.api.resource.Page} of
 * {@link io.annals.api.resource.Revision}, newest first. Deleted ones are left out.
 */
public record ListRevisions(FunctionRef function, PageRequest page) {}
