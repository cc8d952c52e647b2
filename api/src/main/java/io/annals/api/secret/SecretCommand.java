package io.annals.api.secret;

/**
 * A wish about one secret of a namespace. Every accepted command adds exactly one event to the
 * stream of the namespace's secrets and is answered with the {@link Secret} as of it; a refused one
 * leaves nothing and throws {@link io.annals.api.problem.ProblemException}.
 */
public sealed interface SecretCommand permits PutSecret, ChangeSecret, ReadSecret {

  /** The stream: {@link Secrets#streamOf} of the namespace. */
  String stream();

  String namespace();

  /** What the namespace calls the secret. */
  String name();
}
