package io.annals.eventstore;

import io.annals.api.blob.Digest;

/**
 * What the store knows of a blob beside its bytes.
 *
 * @param size in bytes
 * @param createTime when it was stored, RFC 3339 in UTC with six digits of a second
 */
public record StoredBlob(Digest digest, long size, String createTime) {}
