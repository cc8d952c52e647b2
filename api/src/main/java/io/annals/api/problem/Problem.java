package io.annals.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.annals.api.problem.ProblemType.Code;
import java.util.List;

/**
 * An error as the native API shows it, after RFC 9457.
 *
 * @param type a stable URI reference for the kind of error
 * @param title the kind of error in a few words
 * @param status the HTTP status
 * @param detail what is wrong this time and what to do about it
 * @param code the canonical code
 * @param violations the fields at fault, empty where no field is
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    Code code,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> violations) {

  public Problem {
    violations = List.copyOf(violations);
  }
}
