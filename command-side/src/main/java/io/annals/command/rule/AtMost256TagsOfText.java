package io.annals.command.rule;

import io.annals.api.function.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tags of a function or a workflow. */
public record AtMost256TagsOfText() implements Shape {
  private static final TextOfAtMost TAG = new TextOfAtMost(Limits.TAG_LENGTH);

  @Override
  public @Nullable Object normal(String path, Object value, Violations violations) {
    if (!(value instanceof Collection<?> tags)) {
      violations.add(path, "Must be a list of strings.");
      return null;
    }
    if (tags.size() > Limits.TAGS) {
      violations.add(path, "Must have at most " + Limits.TAGS + " entries.");
      return null;
    }
    List<@Nullable Object> normal = new ArrayList<>();
    for (Object tag : tags) {
      String at = path + "[" + normal.size() + "]";
      if ("".equals(tag)) {
        violations.add(at, "Must not be empty.");
      }
      normal.add(TAG.normal(at, tag == null ? List.of() : tag, violations));
    }
    return Collections.unmodifiableList(normal);
  }
}
