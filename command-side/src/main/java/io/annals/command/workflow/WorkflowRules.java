package io.annals.command.workflow;

import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Expected;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.command.request.RecentRequests;
import io.annals.command.rule.Rule;
import org.jspecify.annotations.Nullable;

/** The rules of a workflow's life, each a sentence; those of its graph are in GraphRules. */
interface WorkflowRules {

  /** A workflow of another namespace is as unknown as one that never was. */
  record WorkflowIsInTheSendersNamespace(
      @Nullable WorkflowState state, String workflowId, @Nullable String namespace)
      implements Rule {
    @Override
    public boolean isBroken() {
      return state == null || (namespace != null && !namespace.equals(state.namespace()));
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no workflow " + workflowId + ".");
    }
  }

  /** To its senders a deleted workflow is as unknown as one that never was. */
  record WorkflowIsNotDeleted(WorkflowState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state.deleted();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no workflow " + state.id() + ".");
    }
  }

  record OnlyADeletedWorkflowIsUndeleted(WorkflowState state) implements Rule {
    @Override
    public boolean isBroken() {
      return !state.deleted();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.FAILED_PRECONDITION,
          "The workflow " + state.id() + " is not deleted; there is nothing to undo.");
    }
  }

  record WorkflowIdIsFresh(@Nullable WorkflowState state) implements Rule {
    @Override
    public boolean isBroken() {
      return state != null;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.CONFLICT, "The workflow's id is in use; create it with a fresh one.");
    }
  }

  record WorkflowIsAsExpected(WorkflowState state, Expected expected) implements Rule {
    @Override
    public boolean isBroken() {
      return (expected.version() != null && expected.version() != state.version())
          || (expected.sequence() != null && expected.sequence() != state.sequence());
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.STALE_VERSION,
          "The workflow is at version "
              + state.version()
              + ", event "
              + state.sequence()
              + ", not as expected; read it again and repeat the change on what it is now.");
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

  record VersionExists(WorkflowState state, long version) implements Rule {
    @Override
    public boolean isBroken() {
      return version < 1 || version > state.version();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound(
          "There is no version "
              + version
              + "; the workflow has the versions 1 to "
              + state.version()
              + ".");
    }
  }
}
