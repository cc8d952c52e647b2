package io.annals.api.function;

import io.annals.api.blob.Digest;

/**
 * A file of a revision: its content is in the blob store.
 *
 * @param digest SHA-256 of the content, {@code sha256:} and hexadecimal digits
 * @param size in bytes
 */
public record FileRef(Digest digest, long size) {}
