package io.annals.dialect.yandex;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over gRPC, readable or not. gRPC itself answers bytes that are no message
 * with UNKNOWN and a stack trace in the log; so the failure is kept for the handler to tell.
 *
 * @param <Q> the type of the message
 */
final class Received<Q> {
  private final @Nullable Q message;
  private final @Nullable InvalidProtocolBufferException failure;

  private Received(@Nullable Q message, @Nullable InvalidProtocolBufferException failure) {
    this.message = message;
    this.failure = failure;
  }

  /**
   * The message.
   *
   * @throws InvalidProtocolBufferException if what came is none
   */
  Q message() throws InvalidProtocolBufferException {
    if (message == null) {
      throw failure == null ? new InvalidProtocolBufferException("Nothing came.") : failure;
    }
    return message;
  }

  /** Reads requests by a marshaller of their messages. */
  static <Q> Marshaller<Received<Q>> by(Marshaller<Q> messages) {
    return new Marshaller<>() {
      @Override
      public InputStream stream(Received<Q> request) {
        throw new UnsupportedOperationException("A server sends no requests.");
      }

      @Override
      public Received<Q> parse(InputStream stream) {
        try {
          return new Received<>(messages.parse(stream), null);
        } catch (StatusRuntimeException e) {
          if (e.getCause() instanceof InvalidProtocolBufferException unreadable) {
            return new Received<>(null, unreadable);
          }
          throw e;
        }
      }
    };
  }
}
