package io.annals.command.function;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.command.name.NameClaims;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names in a map, so that a test can see who has which. */
public final class NameClaimsInMemory implements NameClaims {
  public final Map<String, String> holders = new HashMap<>();

  @Override
  public void exchange(
      @Nullable String kind,
      String namespace,
      @Nullable String released,
      @Nullable String claimed,
      String id) {
    String scope = kind == null ? namespace : kind + ":" + namespace;
    if (Objects.equals(released, claimed)) {
      return;
    }
    if (claimed != null) {
      String holder = holders.putIfAbsent(scope + "/" + claimed, id);
      if (holder != null && !holder.equals(id)) {
        throw ProblemException.of(ProblemType.NAME_TAKEN, claimed);
      }
    }
    if (released != null) {
      holders.remove(scope + "/" + released, id);
    }
  }
}
