package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the vault promises on every database. */
abstract class VaultContract {
  private static final byte[] MASTER = new byte[TinkSecretVault.MASTER_KEY_BYTES];
  private static final byte[] OTHER = new byte[TinkSecretVault.MASTER_KEY_BYTES];

  static {
    OTHER[0] = 1;
  }

  EventDatabase database;
  TinkSecretVault vault;

  abstract EventDatabase open();

  @BeforeEach
  void openVault() {
    database = open();
    vault = TinkSecretVault.open(database, MASTER);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void whatIsEncryptedComesBackForItsOwnerAndNameOnly() {
    String sealed = vault.encrypt("f1", "API_KEY", "grüße");

    assertThat(sealed).doesNotContain("gr").matches("[A-Za-z0-9_-]+");
    assertThat(vault.encrypt("f1", "API_KEY", "grüße")).isNotEqualTo(sealed);
    assertThat(vault.decrypt("f1", "API_KEY", sealed)).contains("grüße");
    assertThat(vault.decrypt("f1", "OTHER", sealed)).isEmpty();
    vault.encrypt("f2", "API_KEY", "");
    assertThat(vault.decrypt("f2", "API_KEY", sealed)).isEmpty();
    assertThat(vault.decrypt("f3", "API_KEY", sealed)).isEmpty();
    assertThat(vault.decrypt("f1", "API_KEY", "no ciphertext")).isEmpty();
    assertThat(vault.decrypt("f2", "E", vault.encrypt("f2", "E", ""))).contains("");
  }

  @Test
  void destroyingAKeyMakesEveryCopyUnreadableAndNoOther() {
    String first = vault.encrypt("f1", "K", "one");
    String second = vault.encrypt("f1", "K", "two");
    String foreign = vault.encrypt("f2", "K", "three");

    assertThat(vault.destroy("f1")).isTrue();
    assertThat(vault.destroy("f1")).isFalse();

    assertThat(vault.decrypt("f1", "K", first)).isEmpty();
    String fresh = vault.encrypt("f1", "K", "four");
    assertThat(vault.decrypt("f1", "K", first)).isEmpty();
    assertThat(vault.decrypt("f1", "K", second)).isEmpty();
    assertThat(vault.decrypt("f1", "K", fresh)).contains("four");
    assertThat(vault.decrypt("f2", "K", foreign)).contains("three");
  }

  @Test
  void aSecondVaultOnTheSameDatabaseReadsAndForgetsToo() {
    TinkSecretVault second = TinkSecretVault.open(database, MASTER);
    String sealed = vault.encrypt("f1", "K", "v");
    assertThat(second.decrypt("f1", "K", sealed)).contains("v");
    second.destroy("f1");
    assertThat(vault.decrypt("f1", "K", sealed)).isEmpty();
  }

  @Test
  void oneKeyIsMadeWhereManyComeFirst() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> sealed = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String value = "v" + i;
        sealed.add(pool.submit(() -> vault.encrypt("shared", "K", value)));
      }
      for (int i = 0; i < 32; i++) {
        assertThat(vault.decrypt("shared", "K", sealed.get(i).get())).contains("v" + i);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anotherMasterKeyIsRefusedOnceThereAreSecrets() {
    TinkSecretVault early = TinkSecretVault.open(database, OTHER);
    assertThat(TinkSecretVault.isInUse(database)).isFalse();

    String sealed = vault.encrypt("f1", "K", "v");

    assertThat(TinkSecretVault.isInUse(database)).isTrue();
    assertThatThrownBy(() -> TinkSecretVault.open(database, OTHER))
        .isInstanceOf(WrongMasterKeyException.class);
    assertThatThrownBy(() -> early.encrypt("f2", "K", "v"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertThatThrownBy(() -> early.decrypt("f1", "K", sealed)).isInstanceOf(ProblemException.class);
  }

  @Test
  void noKeyIsKeptInClear() throws Exception {
    vault.encrypt("f1", "K", "v");
    try (Connection connection = database.keys().getConnection();
        var rows = connection.createStatement().executeQuery("SELECT wrapped FROM data_keys")) {
      assertThat(rows.next()).isTrue();
      byte[] wrapped = rows.getBytes(1);
      assertThatThrownBy(
              () -> TinkProtoKeysetFormat.parseKeyset(wrapped, InsecureSecretKeyAccess.get()))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }
}
