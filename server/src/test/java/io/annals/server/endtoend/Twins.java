package io.annals.server.endtoend;

import io.annals.query.QuerySide;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two equal nodes in this process, on one PostgreSQL database. Started when first asked for. */
final class Twins implements AfterAllCallback, AutoCloseable {
  private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private List<RunningServer> nodes = List.of();

  /** Both; which of them carries the views on is not known. */
  synchronized List<RunningServer> nodes() {
    if (nodes.isEmpty()) {
      Postgres database = TestPostgres.freshDatabase();
      RunningServer first = RunningServer.at(place(database), MASTER_KEY);
      nodes = List.of(first);
      nodes = List.of(first, RunningServer.at(place(database), MASTER_KEY));
    }
    return nodes;
  }

  private static Place place(Postgres database) {
    try {
      return new Place(Files.createTempDirectory("annals-twin"), Store.POSTGRES, database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean shows(RunningServer node) {
    return node.part(QuerySide.class).carriesOn();
  }

  static boolean counts(RunningServer node) {
    return node.part(AnalyticsSide.class).carriesOn();
  }

  /** The settings with this master key instead of one in the data folder. */
  static ServerSettings with(String masterKey, ServerSettings settings) {
    return new ServerSettings(
        settings.data(),
        settings.port(),
        settings.grpcPort(),
        settings.store(),
        settings.postgres(),
        settings.rootKey(),
        masterKey,
        settings.virtualThreads(),
        settings.grpcTls(),
        settings.publicGrpcAddress());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public synchronized void close() {
    nodes.forEach(
        node -> {
          node.close();
          node.place().close();
        });
    nodes = List.of();
  }
}
