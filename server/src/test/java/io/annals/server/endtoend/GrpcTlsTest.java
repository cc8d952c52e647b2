package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.context.Credentials;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.GrpcTls;
import io.annals.server.ServerSettings.Store;
import io.annals.server.StartupException;
import io.annals.server.grpc.GrpcServer;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** gRPC under TLS. */
class GrpcTlsTest {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  @TempDir static Path folder;
  private static KeyStore keys;
  private static GrpcTls tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);
    keys = certificate.keys();
    tls = new GrpcTls(certificate.chain(), certificate.key());
  }

  private static GrpcServer start(GrpcTls tls) {
    RunningServer registry = SERVERS.on(Store.SQLITE);
    ServerSettings plain = registry.place().settings();
    GrpcServer server =
        new GrpcServer(
            new ServerSettings(
                plain.data(),
                0,
                0,
                plain.store(),
                null,
                plain.rootKey(),
                plain.masterKey(),
                false,
                tls,
                null),
            registry.part(GrpcServices.class),
            registry.part(Credentials.class),
            new SimpleMeterRegistry(),
            Runnable::run);
    server.start();
    return server;
  }

  /** What server and client agree on to speak, for a client that can speak these. */
  private static String agreed(int port, String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("registry", keys.getCertificate("registry"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      // Who is served gets a frame, who is not the end of the connection.
      int first = socket.getInputStream().read();
      return first < 0 ? "nothing" : socket.getApplicationProtocol();
    }
  }

  @Test
  void clientsAgreeOnHttp2ByAlpnAndAreServed() throws Exception {
    GrpcServer server = start(tls);
    try {
      assertThat(agreed(server.port(), "h2")).isEqualTo("h2");
      assertThat(agreed(server.port(), "http/1.1", "h2")).isEqualTo("h2");
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(
                  "localhost",
                  server.port(),
                  TlsChannelCredentials.newBuilder()
                      .trustManager(tls.certificate().toFile())
                      .build())
              .build();
      try {
        assertThat(
                HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
      } finally {
        channel.shutdownNow();
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void whoSpeaksNoHttp2IsTurnedAway() throws Exception {
    GrpcServer server = start(tls);
    try {
      assertThat(agreed(server.port(), "http/1.1")).isEqualTo("nothing");
    } finally {
      server.stop();
    }
  }

  @Test
  void aKeyThatIsNoneIsSaid() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.pem"), "not a key");
    assertThatThrownBy(() -> start(new GrpcTls(tls.certificate(), broken)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(broken.toString());
  }
}
