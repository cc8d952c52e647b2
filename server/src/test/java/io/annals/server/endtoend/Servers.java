package io.annals.server.endtoend;

import io.annals.server.ServerSettings.Store;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers that the tests of a class share, one for each store, started when first asked for.
 */
final class Servers implements AfterAllCallback, AutoCloseable {
  private final Map<Store, RunningServer> running = new EnumMap<>(Store.class);

  RunningServer on(Store store) {
    return running.computeIfAbsent(store, s -> RunningServer.at(Place.fresh(s)));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    running
        .values()
        .forEach(
            server -> {
              server.close();
              server.place().close();
            });
  }
}
