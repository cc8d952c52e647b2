package io.annals.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.server.StartupException;
import io.annals.server.security.RootKey.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootKeyTest {
  @TempDir Path data;

  @Test
  void isMadeOnceAndReadableByItsOwnerOnly() throws IOException {
    RootKey first = RootKey.of(data, null);
    RootKey second = RootKey.of(data, null);

    assertThat(first.origin()).isEqualTo(Origin.CREATED);
    assertThat(first.value()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(second.origin()).isEqualTo(Origin.FOUND);
    assertThat(second.value()).isEqualTo(first.value());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void comesFromTheEnvironmentWhereThatSetsOne() throws IOException {
    String random = RootKey.of(data, null).value();

    RootKey given = RootKey.of(data, "my-own-key");

    assertThat(given.value()).isEqualTo("my-own-key").isNotEqualTo(random);
    assertThat(given.origin()).isEqualTo(Origin.REPLACED);
    assertThat(Files.readString(given.file())).isEqualTo("my-own-key\n");
    assertThat(RootKey.of(data, "my-own-key").origin()).isEqualTo(Origin.FOUND);
  }

  @Test
  void mustFitAHeader() {
    assertThatThrownBy(() -> RootKey.of(data, "two words"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ANNALS_ROOT_KEY");
  }

  @Test
  void opensWithItselfOnly() {
    RootCredentials credentials = new RootCredentials(RootKey.of(data, "k"));

    assertThat(credentials.authenticate("k")).isPresent();
    assertThat(credentials.authenticate("K")).isEmpty();
    assertThat(credentials.authenticate("")).isEmpty();
  }
}
