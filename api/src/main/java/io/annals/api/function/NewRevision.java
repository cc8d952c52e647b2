package io.annals.api.function;

import java.util.List;
import java.util.Map;

/**
 * The code and runtime settings that a command brings. The files' contents are stored already.
 *
 * @param id a fresh id, chosen by the sender
 * @param files path to content
 * @param runtime such as {@code nodejs22}, empty where it does not matter
 * @param entrypoint such as {@code index.handler}, empty where it does not matter
 * @param settings a JSON object: resources, environment, limits, whatever the runtime needs
 * @param message what the author says of it, empty for nothing
 * @param aliases that point at this revision from now on
 */
public record NewRevision(
    String id,
    Map<String, FileRef> files,
    String runtime,
    String entrypoint,
    Map<String, Object> settings,
    String message,
    List<String> aliases) {}
