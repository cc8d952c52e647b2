package io.annals.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to run, as the command line and the environment say.
 *
 * @param data the data folder
 * @param port of HTTP; 0 for any free one
 * @param grpcPort of gRPC; 0 for any free one
 * @param store where events and views live
 * @param postgres where PostgreSQL is; null with {@link Store#SQLITE}
 * @param rootKey the root key that the environment gives, null to use the data folder's
 * @param virtualThreads whether requests run on virtual threads where the JDK has them
 */
public record ServerSettings(
    Path data,
    int port,
    int grpcPort,
    Store store,
    @Nullable Postgres postgres,
    @Nullable String rootKey,
    boolean virtualThreads) {

  /** The stores. */
  public enum Store {
    SQLITE,
    POSTGRES
  }

  /**
   * Where PostgreSQL is.
   *
   * @param url a JDBC URL
   * @param user null where the URL names it
   * @param password null where none is needed
   */
  public record Postgres(String url, @Nullable String user, @Nullable String password) {}
}
