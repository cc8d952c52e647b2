package io.annals.api.function;

import java.util.List;
import java.util.Map;

/**
 * The revision that an event adds; part of {@link FunctionCreated} and {@link FunctionUpdated}.
 *
 * @param id a UUID
 * @param number from 1, dense within the function, never used again
 * @param files by path
 * @param runtime what runs it, in the words of the kind
 * @param entrypoint where it begins
 * @param settings a JSON object: whatever the kind needs beside
 * @param message what its writer says of it
 * @param aliases that point at this revision from now on
 */
public record RevisionAdded(
    String id,
    long number,
    Map<String, FileRef> files,
    String runtime,
    String entrypoint,
    Map<String, Object> settings,
    String message,
    List<String> aliases) {}
