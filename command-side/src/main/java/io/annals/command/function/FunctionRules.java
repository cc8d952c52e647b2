package io.annals.command.function;

import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Expected;
import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.command.request.RecentRequests;
import io.annals.command.rule.Rule;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a function, each a sentence. */
interface FunctionRules {

  /** A function of another namespace is as unknown as one that never was. */
  record FunctionIsInTheSendersNamespace(
      @Nullable FunctionState state, String functionId, @Nullable String namespace)
      implements Rule {
    @Override
    public boolean isBroken() {
      return state == null || (namespace != null && !namespace.equals(state.namespace()));
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no function " + functionId + ".");
    }
  }

  /** To its senders a deleted function is as unknown as one that never was. */
  record FunctionIsNotDeleted(FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state.deleted();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no function " + state.id() + ".");
    }
  }

  record OnlyADeletedFunctionIsUndeleted(FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.deleted();
    }

    @Override
    public ProblemException problem() {
      return failed("The function " + state.id() + " is not deleted; there is nothing to undo.");
    }
  }

  record APurgedFunctionIsNotUndeleted(FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state.purged();
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The function "
              + state.id()
              + " was purged and cannot be brought back; create a new one instead.");
    }
  }

  record OnlyADeletedFunctionIsPurged(FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.deleted();
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The function " + state.id() + " is not deleted; delete it before you purge it.");
    }
  }

  record AFunctionIsPurgedOnce(FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state.purged();
    }

    @Override
    public ProblemException problem() {
      return failed("The function " + state.id() + " was purged already; there is nothing to do.");
    }
  }

  record FunctionIdIsFresh(@Nullable FunctionState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state != null;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.CONFLICT, "The function's id is in use; create it with a fresh one.");
    }
  }

  record FunctionIsAsExpected(FunctionState state, Expected expected) implements Rule {
    @Override
    public boolean isBroken() {
      return (expected.version() != null && expected.version() != state.version())
          || (expected.sequence() != null && expected.sequence() != state.sequence());
    }

    @Override
    public ProblemException problem() {
      String believed =
          expected.version() == null || expected.version() == state.version()
              ? "as of its event " + expected.sequence()
              : "at version " + expected.version();
      String actual =
          expected.version() == null || expected.version() == state.version()
              ? "at version " + state.version() + ", event " + state.sequence()
              : "at version " + state.version();
      return ProblemException.of(
          ProblemType.STALE_VERSION,
          "The function is "
              + actual
              + ", not "
              + believed
              + " as expected; read it again and repeat the change on what it is now.");
    }
  }

  record AnIdempotencyKeyNamesOneRequest(Idempotency request, RecentRequests.Request earlier)
      implements Rule {
    @Override
    public boolean isBroken() {
      return !earlier.is(request);
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          "The idempotency key was used for another request already; send this one with a new key.");
    }
  }

  record VersionExists(FunctionState state, long version) implements Rule {
    @Override
    public boolean isBroken() {
      return version < 1 || version > state.version();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound(
          "There is no version "
              + version
              + "; the function has the versions 1 to "
              + state.version()
              + ".");
    }
  }

  record RestoredRevisionsStillExist(FunctionState state, @Nullable String... revisionIds)
      implements Rule {
    @Override
    public boolean isBroken() {
      return gone().findAny().isPresent();
    }

    private Stream<String> gone() {
      return Stream.of(revisionIds)
          .filter(Objects::nonNull)
          .map(Objects::requireNonNull)
          .filter(id -> !state.revisions().has(id));
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The version cannot be restored, because its revision "
              + gone().findFirst().orElseThrow()
              + " has been deleted; update the fields that you need instead.");
    }
  }

  record RevisionExists(FunctionState state, String revisionId) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.revisions().has(revisionId);
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("The function has no revision " + revisionId + ".");
    }
  }

  record RevisionIdIsFresh(FunctionState state, String revisionId) implements Rule {
    @Override
    public boolean isBroken() {
      return state.revisions().had(revisionId);
    }

    @Override
    public ProblemException problem() {
      return failed("The revision " + revisionId + " has been added already; use a fresh id.");
    }
  }

  record TheHeadIsNotDeleted(FunctionState state, String revisionId) implements Rule {
    @Override
    public boolean isBroken() {
      return revisionId.equals(state.revisions().head());
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The revision " + revisionId + " is the head; add a newer one before you delete it.");
    }
  }

  record ThePublishedRevisionIsNotDeleted(FunctionState state, String revisionId) implements Rule {
    @Override
    public boolean isBroken() {
      return revisionId.equals(state.revisions().published());
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The revision " + revisionId + " is published; publish another before you delete it.");
    }
  }

  record OnlyForceRemovesAliasesWithTheirRevision(List<String> aliases, boolean force)
      implements Rule {
    @Override
    public boolean isBroken() {
      return !force && !aliases.isEmpty();
    }

    @Override
    public ProblemException problem() {
      return failed(
          "The revision has the aliases "
              + String.join(", ", aliases)
              + "; move them first, or force the deletion to remove them with it.");
    }
  }

  record AliasExists(FunctionState state, String alias) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.revisions().aliases().containsKey(alias);
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("The function has no alias " + alias + ".");
    }
  }

  record AliasNamesTheRevision(FunctionState state, String alias, @Nullable String revisionId)
      implements Rule {
    @Override
    public boolean isBroken() {
      return revisionId != null && !revisionId.equals(state.revisions().aliases().get(alias));
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound(
          "The revision " + revisionId + " does not bear the alias " + alias + ".");
    }
  }

  record PolicyExists(FunctionState state, String policy) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.policies().contains(policy);
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("The function has no policy " + policy + ".");
    }
  }

  record AtMost100Policies(FunctionState state, String policy) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.policies().contains(policy) && state.policies().size() >= Limits.POLICIES;
    }

    @Override
    public ProblemException problem() {
      return failed(
          "A function has at most "
              + Limits.POLICIES
              + " policies; remove one before setting more.");
    }
  }

  record AtMost1000Aliases(FunctionState state, Collection<String> set) implements Rule {
    @Override
    public boolean isBroken() {
      long added =
          set.stream().filter(alias -> !state.revisions().aliases().containsKey(alias)).count();
      return state.revisions().aliases().size() + added > Limits.ALIASES;
    }

    @Override
    public ProblemException problem() {
      return failed(
          "A function has at most "
              + Limits.ALIASES
              + " aliases; remove some before you add more.");
    }
  }

  private static ProblemException failed(String detail) {
    return ProblemException.of(ProblemType.FAILED_PRECONDITION, detail);
  }
}
