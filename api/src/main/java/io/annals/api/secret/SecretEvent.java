package io.annals.api.secret;

/** What happened to one secret of a namespace. */
public sealed interface SecretEvent permits SecretPut, SecretChanged, SecretRead {

  /** The stream that holds the event. */
  String stream();

  String name();
}
