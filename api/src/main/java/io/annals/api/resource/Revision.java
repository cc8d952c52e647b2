package io.annals.api.resource;

import io.annals.api.function.FileRef;
import java.time.Instant;
import java.util.Map;

/**
 * A revision: an immutable snapshot of code and runtime settings.
 *
 * @param id a UUID
 * @param functionId the function
 * @param number from 1, dense within the function
 * @param version the version that brought it
 * @param files path to content
 * @param settings a JSON object
 * @param message empty for none
 * @param author the principal who brought it
 * @param createTime microseconds, UTC
 */
public record Revision(
    String id,
    String functionId,
    long number,
    long version,
    Map<String, FileRef> files,
    String runtime,
    String entrypoint,
    Map<String, Object> settings,
    String message,
    String author,
    Instant createTime) {}
