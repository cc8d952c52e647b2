package io.annals.api.problem;

/**
 * One field of a request that breaks a rule.
 *
 * @param field the path of the field, as the request spells it, for example {@code labels.env}
 * @param description a sentence that says what the field must be
 */
public record Violation(String field, String description) {}
