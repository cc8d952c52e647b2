package io.annals.command.function;

import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.function.NewRevision;
import io.annals.api.function.RevisionAdded;
import io.annals.command.rule.Text;
import io.annals.command.rule.TextOfAtMost;
import io.annals.command.rule.Violations;
import io.annals.command.rule.Word;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shape of new code and of the aliases that point at it. */
final class RevisionShape {
  private static final Word ALIAS =
      new Word(
          Limits.WORD_LENGTH,
          Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_.$-]*"),
          "letters A to Z and a to z, digits, '_', '$', '.' and '-', neither '.' nor '-' first");
  private static final TextOfAtMost WORD = new TextOfAtMost(Limits.WORD_LENGTH);
  private static final TextOfAtMost MESSAGE = new TextOfAtMost(Limits.MESSAGE_LENGTH);

  private RevisionShape() {}

  /** The revision as its event tells it, its settings in their normal form. */
  static RevisionAdded normal(NewRevision revision, long number, Violations violations) {
    if (!FunctionIds.isId(revision.id())) {
      violations.add("code.id", "Must be a UUID in lower case.");
    }
    checkFiles(revision.files(), violations);
    WORD.normal("code.runtime", revision.runtime(), violations);
    WORD.normal("code.entrypoint", revision.entrypoint(), violations);
    MESSAGE.normal("code.message", revision.message(), violations);
    Set<String> aliases = new LinkedHashSet<>(revision.aliases());
    aliases.forEach(alias -> checkAlias("code.aliases", alias, violations));
    return new RevisionAdded(
        revision.id(),
        number,
        Collections.unmodifiableMap(new LinkedHashMap<>(revision.files())),
        revision.runtime(),
        revision.entrypoint(),
        settings(revision.settings(), violations),
        revision.message(),
        List.copyOf(aliases));
  }

  static void checkAlias(String field, String alias, Violations violations) {
    ALIAS.normal(field, alias, violations);
  }

  @SuppressWarnings("unchecked") // A normal JSON object has strings for keys.
  private static Map<String, Object> settings(Map<String, Object> settings, Violations violations) {
    Object normal = FieldShapes.JSON_OBJECT.normal("code.settings", settings, violations);
    return (Map<String, Object>) Objects.requireNonNull(normal);
  }

  private static void checkFiles(Map<String, @Nullable FileRef> files, Violations violations) {
    if (files.size() > Limits.FILES) {
      violations.add("code.files", "Must have at most " + Limits.FILES + " entries.");
      return;
    }
    long bytes = 0;
    for (Map.Entry<String, @Nullable FileRef> file : files.entrySet()) {
      String at = Violations.path("code.files", file.getKey());
      flawOfPath(file.getKey()).ifPresent(flaw -> violations.add(at, "The path must " + flaw));
      FileRef content = file.getValue();
      if (content == null || content.size() < 0) {
        violations.add(at, "Must name a stored content.");
      } else {
        bytes = content.size() > Limits.CODE_BYTES ? Long.MAX_VALUE / 2 : bytes + content.size();
      }
    }
    if (bytes > Limits.CODE_BYTES) {
      violations.add(
          "code.files", "Must have at most " + Limits.CODE_BYTES + " bytes all together.");
    }
  }

  /** Whether a file may be unpacked under this path on any system, without leaving its folder. */
  private static Optional<String> flawOfPath(String path) {
    if (path.isEmpty() || !Text.fits(path, Limits.PATH_LENGTH)) {
      return Optional.of("have 1 to " + Limits.PATH_LENGTH + " characters.");
    }
    if (Text.hasControls(path)) {
      return Optional.of("not contain control characters.");
    }
    if (path.startsWith("/")) {
      return Optional.of("be relative: no '/' first.");
    }
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty()) {
        return Optional.of("not have empty segments.");
      }
      if (segment.equals("..") || segment.equals(".")) {
        return Optional.of("not have the segments '.' and '..'.");
      }
    }
    return Text.flaw(path);
  }
}
