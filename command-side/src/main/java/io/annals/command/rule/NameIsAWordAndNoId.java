package io.annals.command.rule;

import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a function or a workflow. */
public record NameIsAWordAndNoId() implements Shape {
  private static final Word WORD =
      new Word(
          Limits.NAME_LENGTH,
          Pattern.compile("[A-Za-z0-9_-]+"),
          "letters A to Z and a to z, digits, '_' and '-'");

  @Override
  public @Nullable Object normal(String path, Object value, Violations violations) {
    Object name = WORD.normal(path, value, violations);
    if (name instanceof String text && FunctionIds.isId(text)) {
      violations.add(path, "Must not have the form of an id.");
    }
    return name;
  }
}
