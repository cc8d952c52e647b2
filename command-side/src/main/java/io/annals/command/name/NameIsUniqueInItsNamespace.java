package io.annals.command.name;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.command.rule.Rule;
import org.jspecify.annotations.Nullable;

/**
 * @param kind what bears the name, null for a function
 * @param holder who has the name, null for nobody
 * @param claimant who wants it
 */
record NameIsUniqueInItsNamespace(
    @Nullable String kind, String namespace, String name, @Nullable String holder, String claimant)
    implements Rule {
  @Override
  public boolean isBroken() {
    return holder != null && !holder.equals(claimant);
  }

  @Override
  public ProblemException problem() {
    return ProblemException.of(
        ProblemType.NAME_TAKEN,
        "A "
            + bearer()
            + " named "
            + name
            + " exists already in the namespace "
            + namespace
            + "; choose another name, or rename or delete that "
            + bearer()
            + " first.");
  }

  private String bearer() {
    return kind == null ? "function" : kind;
  }
}
