package io.annals.eventstore;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.secret.SecretVault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets by Google Tink: AES-256-GCM under a keyset for each owner, the keysets wrapped by
 * AES-256-GCM under the master key and kept in the event store's database ({@code keys.db} beside
 * the events on SQLite). Keys are not cached, so one that another node destroys is gone here too.
 *
 * <p>The first data key is kept together with a proof of the master key; from then on no other
 * master key is taken.
 */
public final class TinkSecretVault implements SecretVault {
  /** Bytes of a master key. */
  public static final int MASTER_KEY_BYTES = 32;

  private static final Logger log = LoggerFactory.getLogger(TinkSecretVault.class);

  private static final String FIND_KEY = "SELECT wrapped FROM data_keys WHERE owner = ?";
  private static final String ADD_KEY =
      "INSERT INTO data_keys (owner, wrapped, create_time) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String DELETE_KEY = "DELETE FROM data_keys WHERE owner = ?";
  private static final String FIND_PROOF = "SELECT proof FROM master_key_proof WHERE id = 1";
  private static final String ADD_PROOF =
      "INSERT INTO master_key_proof (id, proof) VALUES (1, ?) ON CONFLICT DO NOTHING";

  private static final byte[] PROOF = "annals master key".getBytes(StandardCharsets.US_ASCII);

  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final EventDatabase database;
  private final Aead master;

  private TinkSecretVault(EventDatabase database, Aead master) {
    this.database = database;
    this.master = master;
  }

  /** Whether the database's secrets are kept under a master key already. */
  public static boolean isInUse(EventDatabase database) {
    return read(database, FIND_PROOF, null) != null;
  }

  /**
   * Opens the vault.
   *
   * @param database open for as long as the vault is used; the caller closes it
   * @param masterKey {@value #MASTER_KEY_BYTES} random bytes
   * @throws WrongMasterKeyException if secrets are kept under another one
   */
  public static TinkSecretVault open(EventDatabase database, byte[] masterKey) {
    TinkSecretVault vault = new TinkSecretVault(database, aead(masterKey));
    byte[] proof = read(database, FIND_PROOF, null);
    if (proof != null && !vault.proves(proof)) {
      throw new WrongMasterKeyException();
    }
    return vault;
  }

  @Override
  public String encrypt(String owner, String name, String value) {
    KeysetHandle key = find(owner).orElseGet(() -> create(owner));
    try {
      byte[] sealed =
          aeadOf(key).encrypt(value.getBytes(StandardCharsets.UTF_8), context(owner, name));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A secret cannot be encrypted.", e);
    }
  }

  @Override
  public Optional<String> decrypt(String owner, String name, String ciphertext) {
    Optional<KeysetHandle> key = find(owner);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(ciphertext);
      byte[] opened = aeadOf(key.get()).decrypt(sealed, context(owner, name));
      return Optional.of(new String(opened, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty(); // Of a key that is gone, or not ours.
    }
  }

  @Override
  public boolean destroy(String owner) {
    boolean there =
        write(
            connection -> {
              try (PreparedStatement delete = connection.prepareStatement(DELETE_KEY)) {
                delete.setString(1, owner);
                return delete.executeUpdate() > 0;
              }
            });
    // Nothing of the key stays in a log or a free page either, where the vendor can see to it. Also
    // where there was none: an earlier attempt may have ended before this.
    write(
        connection -> {
          database.sql().forgetDeleted(connection);
          return true;
        });
    return there;
  }

  private Optional<KeysetHandle> find(String owner) {
    byte[] wrapped = read(database, FIND_KEY, owner);
    if (wrapped == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, master, bytes(owner)));
    } catch (GeneralSecurityException e) {
      throw otherMasterKey();
    }
  }

  private KeysetHandle create(String owner) {
    try {
      byte[] proof = master.encrypt(PROOF, PROOF);
      KeysetHandle fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
      byte[] wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(fresh, master, bytes(owner));
      write(
          connection -> {
            try (PreparedStatement insert = connection.prepareStatement(ADD_PROOF)) {
              insert.setBytes(1, proof);
              return insert.executeUpdate() > 0;
            }
          });
      byte[] kept = read(database, FIND_PROOF, null);
      if (kept == null || !proves(kept)) {
        throw otherMasterKey();
      }
      write(
          connection -> {
            try (PreparedStatement insert = connection.prepareStatement(ADD_KEY)) {
              insert.setString(1, owner);
              insert.setBytes(2, wrapped);
              insert.setString(3, EventRow.format(Instant.now()));
              return insert.executeUpdate() > 0;
            }
          });
      // Another request or node may have been faster: its key is the owner's.
      return find(owner).orElse(fresh);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A data key cannot be made.", e);
    }
  }

  private boolean proves(byte[] proof) {
    try {
      master.decrypt(proof, PROOF);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @AccessesPartialKey // The bytes of a key that the operator has are made a key of Tink's.
  private static Aead aead(byte[] masterKey) {
    try {
      AeadConfig.register();
      AesGcmKey key =
          AesGcmKey.builder()
              .setParameters(
                  AesGcmParameters.builder()
                      .setKeySizeBytes(MASTER_KEY_BYTES)
                      .setIvSizeBytes(IV_BYTES)
                      .setTagSizeBytes(TAG_BYTES)
                      .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                      .build())
              .setKeyBytes(SecretBytes.copyFrom(masterKey, InsecureSecretKeyAccess.get()))
              .build();
      return aeadOf(
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
              .build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The master key cannot be used.", e);
    }
  }

  private static Aead aeadOf(KeysetHandle key) throws GeneralSecurityException {
    return key.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  private static byte[] context(String owner, String name) {
    return bytes(owner.length() + ":" + owner + name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface Task {
    boolean on(Connection connection) throws SQLException;
  }

  private boolean write(Task task) {
    try (Connection connection = database.keys().getConnection()) {
      return task.on(connection);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static byte @Nullable [] read(
      EventDatabase database, String sql, @Nullable String argument) {
    try (Connection connection = database.keys().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      if (argument != null) {
        statement.setString(1, argument);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static ProblemException otherMasterKey() {
    log.error(
        "The master key of this node is not the one that the registry's secrets are kept under;"
            + " restart it with the right one.");
    return unavailable(null);
  }

  private static ProblemException unavailable(@Nullable SQLException cause) {
    if (cause != null) {
      log.warn("The keys of secrets cannot be reached: {}", cause.getMessage());
    }
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE,
        "Secrets cannot be kept just now. Send the request again.",
        Duration.ofSeconds(1),
        cause);
  }
}
