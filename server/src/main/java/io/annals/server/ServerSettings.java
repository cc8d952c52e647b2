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
 * @param masterKey the master key of all secrets that the environment gives, in base64; null to use
 *     the data folder's
 * @param virtualThreads whether requests run on virtual threads where the JDK has them
 * @param grpcTls how gRPC proves who it is; null for plaintext
 * @param publicGrpcAddress host and port under which clients reach gRPC; null for the host that
 *     each of them called
 */
public record ServerSettings(
    Path data,
    int port,
    int grpcPort,
    Store store,
    @Nullable Postgres postgres,
    @Nullable String rootKey,
    @Nullable String masterKey,
    boolean virtualThreads,
    @Nullable GrpcTls grpcTls,
    @Nullable String publicGrpcAddress) {

  /** Settings of a server that speaks gRPC in plaintext. */
  public ServerSettings(
      Path data,
      int port,
      int grpcPort,
      Store store,
      @Nullable Postgres postgres,
      @Nullable String rootKey,
      boolean virtualThreads) {
    this(data, port, grpcPort, store, postgres, rootKey, null, virtualThreads, null, null);
  }

  /**
   * A certificate.
   *
   * @param certificate the chain, PEM
   * @param key its private key, PEM, not encrypted
   */
  public record GrpcTls(Path certificate, Path key) {}

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
