package io.annals.api.problem;

import java.util.Locale;

/**
 * The kinds of errors that Annals answers with. The name of each is stable: dialects map it to
 * their own words, and the native API publishes it as the RFC 9457 {@code type}.
 */
public enum ProblemType {
  /** No such function, workflow, version, revision, alias, operation or route. */
  NOT_FOUND(Code.NOT_FOUND, 404, "Not found"),
  /** A live function of the namespace has this name already. */
  NAME_TAKEN(Code.ALREADY_EXISTS, 409, "Name is taken"),
  /** A field, parameter, mask, filter or page token does not satisfy its rule. */
  INVALID_ARGUMENT(Code.INVALID_ARGUMENT, 400, "Invalid argument"),
  /** The body cannot be parsed. */
  MALFORMED_REQUEST(Code.INVALID_ARGUMENT, 400, "Malformed request"),
  /** The request is right, but the function's present state forbids it. */
  FAILED_PRECONDITION(Code.FAILED_PRECONDITION, 400, "Failed precondition"),
  /** {@code If-Match} or an expected version names a state that is no longer the current one. */
  STALE_VERSION(Code.ABORTED, 412, "Stale version"),
  /** Other writers won every attempt; the same request may be sent again. */
  CONFLICT(Code.ABORTED, 409, "Conflict"),
  /** An idempotency key came back with another request. */
  IDEMPOTENCY_KEY_REUSED(Code.INVALID_ARGUMENT, 422, "Idempotency key reused"),
  /** The work was cancelled before it was done. */
  CANCELLED(Code.CANCELLED, 499, "Cancelled"),
  /** The server that did the work stopped before it was done. */
  INTERRUPTED(Code.ABORTED, 409, "Interrupted"),
  /** No credential, or one that is not known. */
  UNAUTHENTICATED(Code.UNAUTHENTICATED, 401, "Unauthenticated"),
  /** The credential does not reach this far. */
  PERMISSION_DENIED(Code.PERMISSION_DENIED, 403, "Permission denied"),
  /** The route exists, the method does not. */
  METHOD_NOT_ALLOWED(Code.UNIMPLEMENTED, 405, "Method not allowed"),
  /** None of the representations that the client accepts can be made. */
  NOT_ACCEPTABLE(Code.INVALID_ARGUMENT, 406, "Not acceptable"),
  /** The body is larger than any request of this route may be. */
  PAYLOAD_TOO_LARGE(Code.INVALID_ARGUMENT, 413, "Payload too large"),
  /** The body is of a media type that this route does not read. */
  UNSUPPORTED_MEDIA_TYPE(Code.INVALID_ARGUMENT, 415, "Unsupported media type"),
  /** More waiting work than the registry takes; the request left no trace and may be sent again. */
  OVERLOADED(Code.UNAVAILABLE, 503, "Overloaded"),
  /** The store cannot be written or read just now. */
  UNAVAILABLE(Code.UNAVAILABLE, 503, "Unavailable"),
  /** A call of a compatible API that a registry has no answer for. */
  UNIMPLEMENTED(Code.UNIMPLEMENTED, 501, "Not implemented"),
  /** A defect of Annals. */
  INTERNAL(Code.INTERNAL, 500, "Internal error");

  /** The canonical codes, named as in google.rpc.Code. */
  public enum Code {
    CANCELLED,
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    FAILED_PRECONDITION,
    ABORTED,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    UNAUTHENTICATED
  }

  private final Code code;
  private final int httpStatus;
  private final String title;

  ProblemType(Code code, int httpStatus, String title) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.title = title;
  }

  /** The canonical code that this type belongs to. */
  public Code code() {
    return code;
  }

  /** The HTTP status that the native API answers with. */
  public int httpStatus() {
    return httpStatus;
  }

  /** A short summary for a person, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** The type as a URI reference, for example {@code /problems/name-taken}. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
