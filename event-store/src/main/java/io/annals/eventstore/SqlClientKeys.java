package io.annals.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Clients in the event store's database. Those that sign in are remembered for some seconds, so
 * that checking a token costs no read; one that another node revokes gets in for as long.
 */
public final class SqlClientKeys implements ClientKeys {
  private static final Duration REMEMBERED = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private static final String ADD =
      "INSERT INTO client_keys (client_id, namespace, public_key, creator, create_time)"
          + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String SELECT =
      "SELECT client_id, namespace, public_key, creator, create_time, revoke_time FROM client_keys";
  private static final String FIND = SELECT + " WHERE client_id = ? AND revoke_time IS NULL";
  private static final String LIST = SELECT + " ORDER BY create_time DESC, client_id";
  private static final String REVOKE =
      "UPDATE client_keys SET revoke_time = ? WHERE client_id = ? AND revoke_time IS NULL";

  private final SmallTables tables;
  private final Cache<String, Optional<ClientKey>> known =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

  /**
   * @param database open for as long as this is used; the caller closes it
   */
  public SqlClientKeys(EventDatabase database) {
    this.tables = new SmallTables(database.keys(), "The clients' keys");
  }

  @Override
  public void add(ClientKey key) {
    int added =
        tables.change(
            ADD,
            key.clientId(),
            key.namespace(),
            key.publicKey(),
            key.creator(),
            EventRow.format(key.createTime()));
    known.invalidate(key.clientId());
    if (added == 0) {
      throw ProblemException.of(
          ProblemType.NAME_TAKEN, "There is a client " + key.clientId() + " already.");
    }
  }

  @Override
  public Optional<ClientKey> find(String clientId) {
    return known.get(
        clientId, id -> tables.find(FIND, SqlClientKeys::read, id).stream().findFirst());
  }

  @Override
  public List<ClientKey> list() {
    return tables.find(LIST, SqlClientKeys::read);
  }

  @Override
  public boolean revoke(String clientId) {
    int revoked = tables.change(REVOKE, EventRow.format(Instant.now()), clientId);
    known.invalidate(clientId);
    return revoked > 0;
  }

  private static ClientKey read(ResultSet row) throws SQLException {
    String revoked = row.getString(6);
    return new ClientKey(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Instant.parse(row.getString(5)),
        revoked == null ? null : Instant.parse(revoked));
  }
}
