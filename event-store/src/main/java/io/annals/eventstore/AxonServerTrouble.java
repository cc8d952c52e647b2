package io.annals.eventstore;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers why the newest call that asked for the connection itself failed, which the connector
 * tells only its log: so that an operator reads that a token is wrong, not that nobody is there.
 * Thread-safe.
 */
final class AxonServerTrouble implements ClientInterceptor {
  private static final String CONNECTING =
      "io.axoniq.axonserver.grpc.control.PlatformService/GetPlatformServer";

  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.UNAUTHENTICATED,
          Status.Code.PERMISSION_DENIED,
          Status.Code.NOT_FOUND,
          Status.Code.INVALID_ARGUMENT);

  private volatile @Nullable Status last;

  /** Whether the server is there and says no: waiting will not help. */
  boolean isRefusal() {
    Status known = last;
    return known != null && REFUSALS.contains(known.getCode());
  }

  /** Why, to stand after a colon; null while nothing failed. */
  @Nullable String sentence() {
    Status known = last;
    if (known == null) {
      return null;
    }
    String why = known.getDescription() == null ? "" : " (" + known.getDescription() + ")";
    return switch (known.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED -> "it refuses the token" + why;
      case NOT_FOUND, INVALID_ARGUMENT -> "it does not know the context" + why;
      case UNAVAILABLE -> "nobody answers" + why;
      case DEADLINE_EXCEEDED -> "it does not answer in time";
      default -> known.getCode() + why;
    };
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    if (!method.getFullMethodName().equals(CONNECTING)) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                last = status.isOk() ? null : status;
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }
}
