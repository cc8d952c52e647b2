package io.annals.eventstore;

import io.annals.api.access.OnceOnly;
import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What was used up, as digests in the event store's database until it expires. */
public final class SqlOnceOnly implements OnceOnly {
  private static final String ADD =
      "INSERT INTO used_once (digest, expire_time) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String FORGET = "DELETE FROM used_once WHERE expire_time < ?";

  private final SmallTables tables;

  /**
   * @param database open for as long as this is used; the caller closes it
   */
  public SqlOnceOnly(EventDatabase database) {
    this.tables = new SmallTables(database.keys(), "The registry's memory of sign-ins");
  }

  @Override
  public boolean use(String what, Instant until) {
    tables.change(FORGET, System.currentTimeMillis());
    String digest = Digest.of(what.getBytes(StandardCharsets.UTF_8)).value();
    return tables.change(ADD, digest, until.toEpochMilli()) == 1;
  }
}
