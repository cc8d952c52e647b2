package io.annals.server.axonserver;

import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.InstructionAck;
import io.axoniq.axonserver.grpc.query.QueryProviderInbound;
import io.axoniq.axonserver.grpc.query.QueryProviderOutbound;
import io.axoniq.axonserver.grpc.query.QueryRequest;
import io.axoniq.axonserver.grpc.query.QueryResponse;
import io.axoniq.axonserver.grpc.query.QueryServiceGrpc;
import io.axoniq.axonserver.grpc.query.QuerySubscription;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings queries to who answers them, each in turn. A registry uses no subscription queries. */
final class StandInQueries extends QueryServiceGrpc.QueryServiceImplBase {
  private final StandInHandlers<Client> handlers = new StandInHandlers<>();

  /** One who answers queries. */
  private final class Client implements StreamObserver<QueryProviderOutbound> {
    private final String context = StandInServer.CURRENT.get();
    private final StreamObserver<QueryProviderInbound> out;
    private final Map<String, StreamObserver<QueryResponse>> waiting = new ConcurrentHashMap<>();

    Client(StreamObserver<QueryProviderInbound> out) {
      this.out = out;
    }

    @Override
    public void onNext(QueryProviderOutbound message) {
      switch (message.getRequestCase()) {
        case SUBSCRIBE -> {
          QuerySubscription wish = message.getSubscribe();
          handlers.add(context, wish.getQuery(), wish.getClientId(), this);
        }
        case UNSUBSCRIBE -> {
          QuerySubscription wish = message.getUnsubscribe();
          handlers.remove(context, wish.getQuery(), wish.getClientId());
        }
        case QUERY_RESPONSE -> {
          QueryResponse response = message.getQueryResponse();
          StreamObserver<QueryResponse> asker = waiting.get(response.getRequestIdentifier());
          if (asker != null) {
            asker.onNext(response);
          }
        }
        case QUERY_COMPLETE -> {
          StreamObserver<QueryResponse> asker =
              waiting.remove(message.getQueryComplete().getRequestId());
          if (asker != null) {
            asker.onCompleted();
          }
        }
        default -> {}
      }
      if (!message.getInstructionId().isEmpty()) {
        send(
            QueryProviderInbound.newBuilder()
                .setAck(
                    InstructionAck.newBuilder()
                        .setInstructionId(message.getInstructionId())
                        .setSuccess(true))
                .build());
      }
    }

    void handle(QueryRequest query, StreamObserver<QueryResponse> asker) {
      String id = query.getMessageIdentifier();
      ((ServerCallStreamObserver<QueryResponse>) asker)
          .setOnCancelHandler(() -> waiting.remove(id));
      waiting.put(id, asker);
      send(QueryProviderInbound.newBuilder().setQuery(query).build());
    }

    private void send(QueryProviderInbound message) {
      synchronized (out) {
        out.onNext(message);
      }
    }

    @Override
    public void onError(Throwable failure) {
      handlers.remove(this);
      waiting.forEach((id, asker) -> refuse(asker, id, "AXONIQ-4006", "Handler is gone"));
      waiting.clear();
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("ended"));
      out.onCompleted();
    }
  }

  private static void refuse(
      StreamObserver<QueryResponse> asker, String id, String code, String sentence) {
    try {
      asker.onNext(
          QueryResponse.newBuilder()
              .setRequestIdentifier(id)
              .setErrorCode(code)
              .setErrorMessage(ErrorMessage.newBuilder().setMessage(sentence))
              .build());
      asker.onCompleted();
    } catch (RuntimeException e) {
      // The asker is gone too.
    }
  }

  @Override
  public StreamObserver<QueryProviderOutbound> openStream(
      StreamObserver<QueryProviderInbound> out) {
    return new Client(out);
  }

  @Override
  public void query(QueryRequest query, StreamObserver<QueryResponse> answer) {
    Client client = handlers.any(StandInServer.CURRENT.get(), query.getQuery());
    if (client == null) {
      refuse(
          answer,
          query.getMessageIdentifier(),
          "AXONIQ-5000",
          "No handler for query: " + query.getQuery());
    } else {
      client.handle(query, answer);
    }
  }
}
