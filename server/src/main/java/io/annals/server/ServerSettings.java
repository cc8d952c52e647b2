package io.annals.server;

import io.annals.eventstore.AxonServerAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to run, as the command line and the environment say.
 *
 * @param data the data folder
 * @param port of HTTP; 0 for any free one
 * @param grpcPort of gRPC; 0 for any free one
 * @param store where views, code and keys live, and events unless Axon Server has those
 * @param postgres where PostgreSQL is; null with {@link Store#SQLITE}
 * @param rootKey the root key that the environment gives, null to use the data folder's
 * @param masterKey the master key of all secrets that the environment gives, in base64; null to use
 *     the data folder's
 * @param virtualThreads whether requests run on virtual threads where the JDK has them
 * @param grpcTls how gRPC proves who it is; null for plaintext
 * @param publicGrpcAddress host and port under which clients reach gRPC; null for the host that
 *     each of them called
 * @param axonServer where events live and messages travel, with {@link Store#POSTGRES} beside it;
 *     null where no Axon Server is used
 * @param roles what the node does; all of them without Axon Server
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
    @Nullable String publicGrpcAddress,
    @Nullable AxonServerAddress axonServer,
    Set<Role> roles) {

  public ServerSettings {
    roles = Set.copyOf(roles);
    if (axonServer != null && postgres == null) {
      throw new IllegalArgumentException("Beside Axon Server there must be PostgreSQL");
    }
    if (axonServer == null && !roles.equals(Role.ALL)) {
      throw new IllegalArgumentException("Roles apart need Axon Server between them");
    }
  }

  /** Settings of a server that needs no Axon Server. */
  public ServerSettings(
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
    this(
        data,
        port,
        grpcPort,
        store,
        postgres,
        rootKey,
        masterKey,
        virtualThreads,
        grpcTls,
        publicGrpcAddress,
        null,
        Role.ALL);
  }

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

  /** Whether the node has a role. */
  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** The stores of tables. */
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
