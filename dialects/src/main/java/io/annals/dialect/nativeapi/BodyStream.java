package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in: bounded, added to a digest where one is wanted, and proven to be UTF-8,
 * which a JSON parser does not look at closely.
 */
final class BodyStream extends InputStream {
  private final InputStream body;
  private final long limit;
  private final @Nullable MessageDigest digest;
  private final Utf8Check utf8 = new Utf8Check();
  private long count;

  BodyStream(InputStream body, long limit, @Nullable MessageDigest digest) {
    this.body = body;
    this.limit = limit;
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = body.read(buffer, offset, length);
    if (read < 0) {
      utf8.end();
      return read;
    }
    count += read;
    if (count > limit) {
      throw tooLarge(limit);
    }
    utf8.add(buffer, offset, read);
    if (digest != null) {
      digest.update(buffer, offset, read);
    }
    return read;
  }

  static ProblemException tooLarge(long limit) {
    return ProblemException.of(
        ProblemType.PAYLOAD_TOO_LARGE,
        "The body of this request may have at most "
            + limit
            + " bytes; send less at once, and code that is stored already by its digest.");
  }
}
