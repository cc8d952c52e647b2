package io.annals.api.context;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a credential stands for, and how far it reaches.
 *
 * @param principal the name that events record, for example {@code key:root}
 * @param defaultNamespace where a request works that names no namespace
 * @param namespaces what the credential reaches; null for all
 */
public record Caller(String principal, String defaultNamespace, @Nullable Set<String> namespaces) {

  /** The name of the request attribute under which a dialect finds its caller. */
  public static final String ATTRIBUTE = "io.annals.caller";

  /** Whether the credential reaches the namespace. */
  public boolean reaches(String namespace) {
    return namespaces == null || namespaces.contains(namespace);
  }
}
