package io.annals.server.endtoend;

import io.annals.server.ServerSettings.Store;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The servers that several classes of tests share, each in folders of their own; they stop after
 * the last test of the run.
 */
final class SharedServers implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);

  private Servers servers = new Servers();

  RunningServer on(Store store) {
    return servers.on(store);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    servers =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Servers.class, key -> new Servers(), Servers.class);
  }
}
