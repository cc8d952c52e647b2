/**
 * The transparency log: a signed Merkle tree over all events, kept as tiles. The hashes are those
 * of RFC 6962; tiles, checkpoints and notes have the forms of C2SP's tlog-tiles, tlog-checkpoint
 * and signed-note.
 */
@NullMarked
package io.annals.transparency;

import org.jspecify.annotations.NullMarked;
