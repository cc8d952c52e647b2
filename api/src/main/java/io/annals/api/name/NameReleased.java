package io.annals.api.name;

import org.axonframework.serialization.Revision;

/**
 * A name is free again.
 *
 * @param namespace the scope of the name
 * @param name the name
 * @param functionId who had it
 */
@Revision("1")
public record NameReleased(String namespace, String name, String functionId) {}
