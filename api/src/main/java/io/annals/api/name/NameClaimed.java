package io.annals.api.name;

import org.axonframework.serialization.Revision;

/**
 * A name belongs to a function.
 *
 * @param namespace the scope of the name
 * @param name the name
 * @param functionId who has it now
 */
@Revision("1")
public record NameClaimed(String namespace, String name, String functionId) {}
