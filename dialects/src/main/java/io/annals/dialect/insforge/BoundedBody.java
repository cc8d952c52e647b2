package io.annals.dialect.insforge;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that may not be longer than a limit. */
final class BoundedBody extends FilterInputStream {
  private final long limit;
  private long count;

  BoundedBody(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    add(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    add(Math.max(0, read));
    return read;
  }

  private void add(int read) {
    count += read;
    if (count > limit) {
      throw ProblemException.of(
          ProblemType.PAYLOAD_TOO_LARGE,
          "request entity too large: a body may have " + limit + " bytes");
    }
  }
}
