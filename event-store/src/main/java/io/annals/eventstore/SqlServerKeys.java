package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.secret.SecretVault;
import io.annals.api.secret.ServerKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The registry's own keys, in the database, encrypted by the vault. Kept in memory once read. */
public final class SqlServerKeys implements ServerKeys {
  private static final String OWNER = "annals:server";
  private static final String FIND = "SELECT sealed FROM server_keys WHERE name = ?";
  private static final String ADD =
      "INSERT INTO server_keys (name, sealed, create_time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

  private final SmallTables tables;
  private final SecretVault vault;
  private final Map<String, byte[]> known = new ConcurrentHashMap<>();

  /**
   * @param database open for as long as this is used; the caller closes it
   */
  public SqlServerKeys(EventDatabase database, SecretVault vault) {
    this.tables = new SmallTables(database.keys(), "The registry's own keys");
    this.vault = vault;
  }

  @Override
  public byte[] key(String name, Supplier<byte[]> fresh) {
    byte[] key = known.get(name);
    if (key == null) {
      key = read(name, fresh);
      known.put(name, key);
    }
    return key.clone();
  }

  private byte[] read(String name, Supplier<byte[]> fresh) {
    List<String> sealed = sealed(name);
    if (sealed.isEmpty()) {
      String own = vault.encrypt(OWNER, name, Base64.getEncoder().encodeToString(fresh.get()));
      tables.change(ADD, name, own, EventRow.format(Instant.now()));
      // Another node may have been faster: its key is the registry's.
      sealed = sealed(name);
    }
    return vault
        .decrypt(OWNER, name, sealed.get(0))
        .map(Base64.getDecoder()::decode)
        .orElseThrow(
            () ->
                ProblemException.temporary(
                    ProblemType.UNAVAILABLE,
                    "The registry's own key cannot be read.",
                    Duration.ofSeconds(1),
                    null));
  }

  private List<String> sealed(String name) {
    return tables.find(FIND, row -> row.getString(1), name);
  }
}
