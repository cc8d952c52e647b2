package io.annals.command.secret;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.secret.PutSecret;
import io.annals.api.secret.Secret;
import io.annals.api.secret.Secrets;
import io.annals.command.rule.Rule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules of secrets. */
final class SecretRules {
  private SecretRules() {}

  record AnActiveSecretIsNotReplaced(@Nullable Secret secret) implements Rule {
    @Override
    public boolean isBroken() {
      return secret != null && secret.active();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.NAME_TAKEN, "There is a secret of this name; change it, or delete it first.");
    }
  }

  record SecretIsThere(@Nullable Secret secret, String name) implements Rule {
    @Override
    public boolean isBroken() {
      return secret == null;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no secret '" + name + "'.");
    }
  }

  record OnlyAnActiveSecretIsRead(Secret secret, Instant at) implements Rule {
    @Override
    public boolean isBroken() {
      Instant expires = secret.expires();
      return !secret.active() || expires != null && !expires.isAfter(at);
    }

    @Override
    public ProblemException problem() {
      return ProblemException.notFound("There is no secret '" + secret.name() + "'.");
    }
  }

  record AReservedSecretIsNotChanged(Secret secret) implements Rule {
    @Override
    public boolean isBroken() {
      return secret.reserved();
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.PERMISSION_DENIED, "The secret '" + secret.name() + "' is reserved.");
    }
  }

  record ASecretFits(PutSecret command) implements Rule {
    @Override
    public boolean isBroken() {
      return command.name().isEmpty() || command.name().length() > Secrets.NAME_LENGTH;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          "key", "Must have 1 to " + Secrets.NAME_LENGTH + " characters.");
    }
  }

  record AValueFits(@Nullable String ciphertext) implements Rule {
    @Override
    public boolean isBroken() {
      return ciphertext != null && ciphertext.length() > Secrets.CIPHERTEXT_LENGTH;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.invalid(
          "value", "Must have at most about " + Secrets.CIPHERTEXT_LENGTH / 2 + " bytes.");
    }
  }

  record ANamespaceHasOnlySoManySecrets(int others) implements Rule {
    @Override
    public boolean isBroken() {
      return others >= Secrets.MOST;
    }

    @Override
    public ProblemException problem() {
      return ProblemException.of(
          ProblemType.FAILED_PRECONDITION,
          "A namespace has at most " + Secrets.MOST + " secrets; give a deleted one a new value.");
    }
  }
}
