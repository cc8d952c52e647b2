package io.annals.eventstore;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of keys, in the order in which they are read for a copy. A server that makes keys
 * meanwhile writes in the opposite order, so that whatever a copy holds, it also holds the key that
 * opens it. Secrets stand in none of them but under the master key.
 */
final class KeyTables {
  /** Table to columns, the first of them the key. */
  static final Map<String, List<String>> COLUMNS;

  static {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    tables.put("used_once", List.of("digest", "expire_time"));
    tables.put(
        "client_keys",
        List.of("client_id", "namespace", "public_key", "creator", "create_time", "revoke_time"));
    tables.put("server_keys", List.of("name", "sealed", "create_time"));
    tables.put("data_keys", List.of("owner", "wrapped", "create_time"));
    tables.put("master_key_proof", List.of("id", "proof"));
    COLUMNS = Collections.unmodifiableMap(tables);
  }

  private KeyTables() {}
}
