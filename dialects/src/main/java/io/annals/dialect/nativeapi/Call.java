package io.annals.dialect.nativeapi;

import io.annals.api.blob.Digest;
import io.annals.api.context.Caller;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Expected;
import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.WorkflowRef;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request to the native API: who asks, in which namespace, under which conditions. */
final class Call {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final int SOURCE_LENGTH = 256;

  private final HttpServletRequest request;
  private final Caller caller;
  private final QueryString query;
  private final String namespace;
  private final @Nullable String scope;
  private final @Nullable String idempotencyKey;
  private final @Nullable MessageDigest fingerprint;

  private Call(HttpServletRequest request, Caller caller) {
    this.request = request;
    this.caller = caller;
    this.query = QueryString.of(request.getQueryString());
    String named = query.nonEmpty("namespace");
    this.namespace = named == null ? caller.defaultNamespace() : reached(caller, named);
    this.scope = named == null && caller.namespaces() == null ? null : namespace;
    this.idempotencyKey = idempotencyKey(request);
    this.fingerprint = idempotencyKey == null ? null : begunFingerprint();
  }

  /**
   * The call that a request makes.
   *
   * @throws ProblemException if nobody said who calls, or a parameter of every route is wrong
   */
  static Call of(HttpServletRequest request) {
    if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
      return new Call(request, caller);
    }
    throw ProblemException.of(
        ProblemType.UNAUTHENTICATED,
        "Send a key of this registry as 'Authorization: Bearer <key>'.");
  }

  HttpServletRequest request() {
    return request;
  }

  Caller caller() {
    return caller;
  }

  QueryString query() {
    return query;
  }

  /** Where names are looked up and functions are made. */
  String namespace() {
    return namespace;
  }

  /** The only namespace that this call sees; null for all. */
  @Nullable String scope() {
    return scope;
  }

  FunctionRef function(String idOrName) {
    return new FunctionRef(idOrName, namespace, scope);
  }

  WorkflowRef workflow(String idOrName) {
    return new WorkflowRef(idOrName, namespace, scope);
  }

  Expected expected() {
    return EntityTags.expected(request.getHeader("If-Match"));
  }

  @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** What the body is to be added to, as it is read; null where no retry has to be recognised. */
  @Nullable MessageDigest fingerprint() {
    return fingerprint;
  }

  /** What events remember of this call. To be asked once, after the body is read. */
  RequestContext context() {
    String source = request.getHeader("User-Agent");
    return new RequestContext(
        caller.principal(),
        "native",
        RequestIds.of(request),
        source == null || source.length() <= SOURCE_LENGTH
            ? source
            : source.substring(0, SOURCE_LENGTH),
        idempotencyKey == null || fingerprint == null
            ? null
            : new Idempotency(idempotencyKey, Digest.ofHash(fingerprint.digest()).value()));
  }

  /**
   * The namespace, if it is one and the caller reaches it.
   *
   * @throws ProblemException if not
   */
  static String reached(Caller caller, String namespace) {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw ProblemException.invalid(
          "namespace", "Must be 1 to 128 characters of A-Z, a-z, 0-9, '_', '.' and '-'.");
    }
    if (!caller.reaches(namespace)) {
      throw ProblemException.of(
          ProblemType.PERMISSION_DENIED,
          "The key does not reach the namespace '" + namespace + "'; use one that does.");
    }
    return namespace;
  }

  private static @Nullable String idempotencyKey(HttpServletRequest request) {
    String key = request.getHeader("Idempotency-Key");
    if (key == null) {
      return null;
    }
    if (key.isBlank() || key.length() > Limits.IDEMPOTENCY_KEY_LENGTH) {
      throw ProblemException.invalid(
          "Idempotency-Key",
          "Must have 1 to " + Limits.IDEMPOTENCY_KEY_LENGTH + " characters; a UUID is good.");
    }
    return key;
  }

  private MessageDigest begunFingerprint() {
    MessageDigest digest = Digest.sha256();
    String target =
        request.getMethod() + '\n' + request.getRequestURI() + '\n' + query.canonical() + '\n';
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    return digest;
  }
}
