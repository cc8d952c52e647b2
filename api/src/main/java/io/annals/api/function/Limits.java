package io.annals.api.function;

/**
 * The limits of a function; each is part of the contract and named in the error of who passes it.
 */
public final class Limits {
  /** Characters of a namespace; at least one, none of them a control character. */
  public static final int NAMESPACE_LENGTH = 128;

  /** Characters of a name, of {@code [A-Za-z0-9_-]}. */
  public static final int NAME_LENGTH = 128;

  /** Labels of a function. */
  public static final int LABELS = 64;

  /** Characters of a label's key; at least one. */
  public static final int LABEL_KEY_LENGTH = 128;

  /** Characters of a label's value. */
  public static final int LABEL_VALUE_LENGTH = 1024;

  /** Tags of a function. */
  public static final int TAGS = 256;

  /** Characters of a tag; at least one. */
  public static final int TAG_LENGTH = 256;

  /** Characters of a kind, of {@code [a-z][a-z0-9_.-]*}. */
  public static final int KIND_LENGTH = 64;

  /** Characters of a display name. */
  public static final int DISPLAY_NAME_LENGTH = 1024;

  /** Characters of a description. */
  public static final int DESCRIPTION_LENGTH = 16 * 1024;

  /** Bytes of a config or of a revision's settings as compact JSON in UTF-8. */
  public static final int CONFIG_BYTES = 256 * 1024;

  /** Levels that a config or settings may nest. */
  public static final int CONFIG_DEPTH = 64;

  /** Bytes of all files of a revision together. */
  public static final long CODE_BYTES = 50L * 1024 * 1024;

  /** Files of a revision. */
  public static final int FILES = 1_000;

  /** Characters of a file's path. */
  public static final int PATH_LENGTH = 1024;

  /** Characters of a runtime, an entrypoint or an alias; an alias has at least one. */
  public static final int WORD_LENGTH = 128;

  /** Characters of a revision's message. */
  public static final int MESSAGE_LENGTH = 16 * 1024;

  /** Aliases of a function. */
  public static final int ALIASES = 1_000;

  /** Policies of a function. */
  public static final int POLICIES = 100;

  /** Characters of a policy's name; at least one. */
  public static final int POLICY_NAME_LENGTH = 256;

  /** Bytes of a policy's document as compact JSON in UTF-8. */
  public static final int POLICY_BYTES = 512 * 1024;

  /** Secrets of a function. */
  public static final int SECRETS = 128;

  /** Characters of a secret's key; at least one, none of them a control character. */
  public static final int SECRET_KEY_LENGTH = 256;

  /** Bytes of a secret's value in UTF-8. */
  public static final int SECRET_BYTES = 32 * 1024;

  /** Characters of a secret's ciphertext: what the longest value becomes, and some room. */
  public static final int SECRET_CIPHERTEXT_LENGTH = 48 * 1024;

  /** Characters of all ciphertexts that one change brings. */
  public static final int SECRETS_CIPHERTEXT_LENGTH = 512 * 1024;

  /** Characters of an idempotency key; at least one. */
  public static final int IDEMPOTENCY_KEY_LENGTH = 256;

  private Limits() {}
}
