package io.annals.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.server.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
  private static final String GIVEN = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path data;

  @Test
  void isMadeOnceAndReadableByItsOwnerOnly() throws IOException {
    byte[] first = MasterKey.of(data, null, false).bytes();

    assertThat(MasterKey.of(data, null, true).bytes()).isEqualTo(first).hasSize(32);
    Path file = data.resolve("master.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void comesFromTheEnvironmentAndIsThenNotWrittenDown() {
    assertThat(MasterKey.of(data, GIVEN + "\n", false).bytes()).isEqualTo(new byte[32]);
    assertThat(data.resolve("master.key")).doesNotExist();
  }

  @Test
  void isNeverReplacedByANewOneWhereSecretsAreKept() {
    assertThatThrownBy(() -> MasterKey.of(data, null, true))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ANNALS_MASTER_KEY")
        .hasMessageContaining("master.key");
    assertThat(data.resolve("master.key")).doesNotExist();
  }

  @Test
  void mustBe32BytesAndARefusalDoesNotRepeatIt() {
    for (String wrong : new String[] {"short", "two words", GIVEN + GIVEN}) {
      assertThatThrownBy(() -> MasterKey.of(data, wrong, false))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("ANNALS_MASTER_KEY")
          .hasMessageNotContaining(wrong);
    }
  }
}
