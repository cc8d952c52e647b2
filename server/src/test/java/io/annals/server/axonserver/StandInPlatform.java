package io.annals.server.axonserver;

import io.axoniq.axonserver.grpc.InstructionAck;
import io.axoniq.axonserver.grpc.control.ClientIdentification;
import io.axoniq.axonserver.grpc.control.NodeInfo;
import io.axoniq.axonserver.grpc.control.PlatformInboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformInfo;
import io.axoniq.axonserver.grpc.control.PlatformOutboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Lets everybody in on the connection that they have, and answers heartbeats. */
final class StandInPlatform extends PlatformServiceGrpc.PlatformServiceImplBase {

  @Override
  public void getPlatformServer(ClientIdentification client, StreamObserver<PlatformInfo> answer) {
    answer.onNext(
        PlatformInfo.newBuilder()
            .setSameConnection(true)
            .setPrimary(NodeInfo.newBuilder().setNodeName("stand-in"))
            .build());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<PlatformInboundInstruction> openStream(
      StreamObserver<PlatformOutboundInstruction> out) {
    return new StreamObserver<>() {
      @Override
      public void onNext(PlatformInboundInstruction instruction) {
        if (!instruction.getInstructionId().isEmpty() && !instruction.hasAck()) {
          synchronized (out) {
            out.onNext(
                PlatformOutboundInstruction.newBuilder()
                    .setAck(
                        InstructionAck.newBuilder()
                            .setInstructionId(instruction.getInstructionId())
                            .setSuccess(true))
                    .build());
          }
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }
}
