package io.annals.server.endtoend;

import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client of the Yandex dialect over gRPC, and a folder of its own for each test. */
abstract class YandexCase {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  final String folder = "folder-" + UUID.randomUUID();
  final YandexClient client = on(Store.SQLITE);

  @AfterEach
  void disconnect() {
    client.close();
  }

  static YandexClient on(Store store) {
    return new YandexClient(SERVERS.on(store).grpcPort(), Place.KEY);
  }

  Operation operation(String id) {
    return client.operations.get(GetOperationRequest.newBuilder().setOperationId(id).build());
  }
}
