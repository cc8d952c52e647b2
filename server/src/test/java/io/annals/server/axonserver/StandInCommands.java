package io.annals.server.axonserver;

import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.InstructionAck;
import io.axoniq.axonserver.grpc.ProcessingInstruction;
import io.axoniq.axonserver.grpc.ProcessingKey;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandProviderInbound;
import io.axoniq.axonserver.grpc.command.CommandProviderOutbound;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.command.CommandServiceGrpc;
import io.axoniq.axonserver.grpc.command.CommandSubscription;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings commands to who handles them, those of one key to one. */
public final class StandInCommands extends CommandServiceGrpc.CommandServiceImplBase {
  private final StandInHandlers<Client> handlers = new StandInHandlers<>();
  private final Map<String, AtomicInteger> sent = new ConcurrentSkipListMap<>();

  private volatile boolean spread;

  /** Brings commands to everybody in turn, as if the nodes came and went all the time. */
  public void spread(boolean always) {
    spread = always;
  }

  /** How many commands each client has got. */
  public Map<String, AtomicInteger> sent() {
    return sent;
  }

  /** One who handles commands. */
  private final class Client implements StreamObserver<CommandProviderOutbound> {
    private final String context = StandInServer.CURRENT.get();
    private final StreamObserver<CommandProviderInbound> out;
    private final Map<String, StreamObserver<CommandResponse>> waiting = new ConcurrentHashMap<>();
    private volatile String name = "";

    Client(StreamObserver<CommandProviderInbound> out) {
      this.out = out;
    }

    @Override
    public void onNext(CommandProviderOutbound message) {
      switch (message.getRequestCase()) {
        case SUBSCRIBE -> {
          CommandSubscription wish = message.getSubscribe();
          name = wish.getClientId();
          handlers.add(context, wish.getCommand(), wish.getClientId(), this);
        }
        case UNSUBSCRIBE -> {
          CommandSubscription wish = message.getUnsubscribe();
          handlers.remove(context, wish.getCommand(), wish.getClientId());
        }
        case COMMAND_RESPONSE -> {
          CommandResponse response = message.getCommandResponse();
          StreamObserver<CommandResponse> asker = waiting.remove(response.getRequestIdentifier());
          if (asker != null) {
            asker.onNext(response);
            asker.onCompleted();
          }
        }
        default -> {}
      }
      if (!message.getInstructionId().isEmpty()) {
        send(
            CommandProviderInbound.newBuilder()
                .setAck(
                    InstructionAck.newBuilder()
                        .setInstructionId(message.getInstructionId())
                        .setSuccess(true))
                .build());
      }
    }

    void handle(Command command, StreamObserver<CommandResponse> asker) {
      waiting.put(command.getMessageIdentifier(), asker);
      sent.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
      send(CommandProviderInbound.newBuilder().setCommand(command).build());
    }

    private void send(CommandProviderInbound message) {
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
      StreamObserver<CommandResponse> asker, String id, String code, String sentence) {
    try {
      asker.onNext(
          CommandResponse.newBuilder()
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
  public StreamObserver<CommandProviderOutbound> openStream(
      StreamObserver<CommandProviderInbound> out) {
    return new Client(out);
  }

  @Override
  public void dispatch(Command command, StreamObserver<CommandResponse> answer) {
    String key =
        command.getProcessingInstructionsList().stream()
            .filter(instruction -> instruction.getKey() == ProcessingKey.ROUTING_KEY)
            .map(ProcessingInstruction::getValue)
            .findFirst()
            .orElseThrow()
            .getTextValue();
    String context = StandInServer.CURRENT.get();
    Client client =
        spread
            ? handlers.any(context, command.getName())
            : handlers.of(context, command.getName(), key);
    if (client == null) {
      refuse(
          answer,
          command.getMessageIdentifier(),
          "AXONIQ-4000",
          "No Handler for command: " + command.getName());
    } else {
      client.handle(command, answer);
    }
  }
}
