package io.annals.api.query;

/**
 * One key of an order (AIP-132).
 *
 * @param path the field
 * @param descending largest first
 */
public record Order(String path, boolean descending) {}
