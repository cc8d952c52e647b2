package io.annals.eventstore;

import io.annals.api.blob.BlobStore.Blob;
import io.annals.api.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a blob chunk by chunk; between chunks a slow reader costs no connection. */
final class BlobInputStream extends InputStream {
  private final SqlBlobStore store;
  private final Blob blob;
  private byte[] chunk = new byte[0];
  private int next;
  private int number;
  private long left;

  BlobInputStream(SqlBlobStore store, Blob blob) {
    this.store = store;
    this.blob = blob;
    this.left = blob.size();
  }

  @Override
  public int read() throws IOException {
    return advance() ? chunk[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - next);
    System.arraycopy(chunk, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public int available() {
    return chunk.length - next;
  }

  private boolean advance() throws IOException {
    if (next < chunk.length) {
      return true;
    }
    if (left == 0) {
      return false;
    }
    try {
      chunk = store.chunk(blob.digest(), number++);
    } catch (ProblemException | IllegalStateException e) {
      throw new IOException("The rest of " + blob.digest() + " cannot be read.", e);
    }
    next = 0;
    left -= chunk.length;
    return true;
  }
}
