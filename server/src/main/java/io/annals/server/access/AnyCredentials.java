package io.annals.server.access;

import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import java.util.List;
import java.util.Optional;

/** Several kinds of credentials; the first that knows a key says whose it is. */
public final class AnyCredentials implements Credentials {
  private final List<Credentials> kinds;

  public AnyCredentials(Credentials... kinds) {
    this.kinds = List.of(kinds);
  }

  @Override
  public Optional<Caller> authenticate(String key) {
    return kinds.stream().flatMap(kind -> kind.authenticate(key).stream()).findFirst();
  }
}
