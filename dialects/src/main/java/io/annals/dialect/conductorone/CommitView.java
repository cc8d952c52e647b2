package io.annals.dialect.conductorone;

import io.annals.api.function.NewRevision;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Function;
import io.annals.api.resource.Revision;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds commits by their id, by HEAD or by a tag. */
final class CommitView {
  private static final String HEAD = "HEAD";
  private static final String TAGS = "refs/tags/";

  private final C1Registry registry;

  CommitView(C1Registry registry) {
    this.registry = registry;
  }

  /** The name of a tag, with or without the folder that it has in a reference. */
  static String tag(String name) {
    return name.startsWith(TAGS) ? name.substring(TAGS.length()) : name;
  }

  /**
   * A commit.
   *
   * @param reference an id, {@code HEAD} or {@code refs/tags/NAME}
   */
  Revision find(C1Call call, Function function, String reference) {
    String id = reference;
    if (reference.equals(HEAD)) {
      id = existing(function.head(), reference);
    } else if (reference.startsWith(TAGS)) {
      id = existing(function.aliases().get(tag(reference)), reference);
    } else if (!io.annals.api.function.FunctionIds.isId(reference)) {
      throw none(reference);
    }
    return registry
        .revision(call, function.id(), Objects.requireNonNull(id))
        .orElseThrow(() -> none(reference));
  }

  /** The commit that was just made, as it is shown from now on. */
  Map<String, Object> of(C1Call call, String functionId, NewRevision made) {
    Optional<Revision> shown = registry.revision(call, functionId, made.id());
    return FunctionView.commit(
        shown.orElseGet(
            () ->
                new Revision(
                    made.id(),
                    functionId,
                    0,
                    0,
                    made.files(),
                    made.runtime(),
                    made.entrypoint(),
                    made.settings(),
                    made.message(),
                    call.caller().principal(),
                    FunctionWriter.now())));
  }

  private static String existing(@Nullable String id, String reference) {
    if (id == null) {
      throw none(reference);
    }
    return id;
  }

  static ProblemException none(String reference) {
    return ProblemException.of(
        ProblemType.NOT_FOUND, "The function has no commit '" + reference + "'.");
  }
}
