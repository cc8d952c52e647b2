package io.annals.sdk.yandex;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.reflection.v1alpha.ServerReflectionRequest;
import io.grpc.reflection.v1alpha.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import yandex.cloud.sdk.ServiceFactory;

/** Asks a registry for its protocol files. */
final class Reflection {
  private final ServerReflectionGrpc.ServerReflectionStub stub;

  Reflection(ServiceFactory factory, int port) {
    stub =
        factory.create(
            NettyChannelBuilder.forAddress("localhost", port).build(),
            ServerReflectionGrpc::newStub);
  }

  FileDescriptorProto file(String name) throws Exception {
    CompletableFuture<FileDescriptorProto> file = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        stub.serverReflectionInfo(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerReflectionResponse response) {
                try {
                  for (var bytes :
                      response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
                    FileDescriptorProto found = FileDescriptorProto.parseFrom(bytes);
                    if (found.getName().equals(name)) {
                      file.complete(found);
                    }
                  }
                } catch (Exception e) {
                  file.completeExceptionally(e);
                }
              }

              @Override
              public void onError(Throwable failure) {
                file.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                file.completeExceptionally(new IllegalStateException("There is no " + name));
              }
            });
    requests.onNext(ServerReflectionRequest.newBuilder().setFileByFilename(name).build());
    FileDescriptorProto found = file.get(20, TimeUnit.SECONDS);
    requests.onCompleted();
    return found;
  }
}
