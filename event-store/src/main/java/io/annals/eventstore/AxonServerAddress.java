package io.annals.eventstore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Axon Server is and who asks it.
 *
 * @param servers {@code host} or {@code host:port} of one node or several of one cluster, with
 *     commas between
 * @param context the name of the context, which is this registry's alone
 * @param token what the server's access control asks for; null where it has none
 * @param tls whether to speak TLS
 * @param authorities certificates of those who are trusted, PEM; null for the JDK's
 */
public record AxonServerAddress(
    String servers,
    String context,
    @Nullable String token,
    boolean tls,
    @Nullable Path authorities) {

  /** Without the token. */
  @Override
  public String toString() {
    return servers + ", context " + context;
  }
}
