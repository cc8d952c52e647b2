package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.eventstore.AxonServerAddress;
import io.annals.eventstore.AxonServerLink;
import io.annals.eventstore.AxonServerUnusableException;
import io.annals.server.axonserver.StandInServer;
import io.grpc.TlsServerCredentials;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Axon Server behind TLS. */
class AxonServerTlsTest {
  private static AxonServerAddress address(int port, boolean tls, @Nullable Path authorities) {
    return new AxonServerAddress("localhost:" + port, "default", "token", tls, authorities);
  }

  @Test
  void whoeverTrustsTheCertificateIsLetIn(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);
    try (StandInServer server =
        new StandInServer(
            0,
            "token",
            TlsServerCredentials.create(
                certificate.chain().toFile(), certificate.key().toFile()))) {
      try (AxonServerLink link =
          AxonServerLink.open(address(server.port(), true, certificate.chain()))) {
        assertThat(link.connections().isConnected("default")).isTrue();
      }
    }
  }

  @Test
  void aFileThatHoldsNoCertificateIsTold(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);
    assertThatThrownBy(() -> AxonServerLink.open(address(1, true, certificate.key())))
        .isInstanceOf(AxonServerUnusableException.class)
        .hasMessageContaining("localhost:1");
  }
}
