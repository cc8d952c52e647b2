package io.annals.command.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests with an idempotency key that an aggregate has accepted: the one that created it, for
 * ever, and the {@value #MOST} most recent ones. Keys of different principals never meet.
 * Immutable; 48 bytes for each request.
 */
public final class RecentRequests {
  /** Requests that are remembered, beside the first. */
  public static final int MOST = 128;

  /** None yet. */
  public static final RecentRequests NONE = new RecentRequests(new long[0]);

  /** Key (2), fingerprint (2), sequence, version. */
  private static final int WIDTH = 6;

  private final long[] requests;

  private RecentRequests(long[] requests) {
    this.requests = requests;
  }

  /**
   * An accepted request.
   *
   * @param fingerprint of the request's own fingerprint
   * @param sequence of its event
   * @param version as of its event
   */
  public record Request(Fingerprint fingerprint, long sequence, long version) {
    /** Whether it was this request, not merely the same key. */
    public boolean is(Idempotency request) {
      return fingerprint.equals(Fingerprint.of(request.fingerprint()));
    }
  }

  /**
   * The request that came with the principal's key, empty where there is none or it is forgotten.
   */
  public Optional<Request> find(String principal, Idempotency request) {
    Fingerprint key = key(principal, request);
    for (int at = requests.length - WIDTH; at >= 0; at -= WIDTH) {
      if (requests[at] == key.high() && requests[at + 1] == key.low()) {
        return Optional.of(
            new Request(
                new Fingerprint(requests[at + 2], requests[at + 3]),
                requests[at + 4],
                requests[at + 5]));
      }
    }
    return Optional.empty();
  }

  /** These and the request of an event, if it had a key. */
  public RecentRequests with(RequestContext context, long sequence, long version) {
    Idempotency request = context.idempotency();
    if (request == null) {
      return this;
    }
    Fingerprint key = key(context.principal(), request);
    Fingerprint fingerprint = Fingerprint.of(request.fingerprint());
    int forEver = requests.length > 0 && requests[4] == 0 ? WIDTH : 0;
    int forgotten = requests.length - forEver == MOST * WIDTH ? WIDTH : 0;
    long[] more = new long[requests.length - forgotten + WIDTH];
    System.arraycopy(requests, 0, more, 0, forEver);
    int from = forEver + forgotten;
    System.arraycopy(requests, from, more, forEver, requests.length - from);
    long[] added = {
      key.high(), key.low(), fingerprint.high(), fingerprint.low(), sequence, version
    };
    System.arraycopy(added, 0, more, more.length - WIDTH, WIDTH);
    return new RecentRequests(more);
  }

  private static Fingerprint key(String principal, Idempotency request) {
    return Fingerprint.of(principal + '\n' + request.key());
  }

  @JsonValue
  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(requests.length * Long.BYTES);
    bytes.asLongBuffer().put(requests);
    return bytes.array();
  }

  @JsonCreator
  static RecentRequests ofBytes(byte[] bytes) {
    long[] requests = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(requests);
    return new RecentRequests(requests);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecentRequests recent && Arrays.equals(requests, recent.requests);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(requests);
  }

  @Override
  public String toString() {
    return requests.length / WIDTH + " requests";
  }
}
