package io.annals.dialect.insforge;

import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionStatus;
import io.annals.api.function.Limits;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a body says about a function. Null members were not sent.
 *
 * @param slug always there when it is a creation's
 */
record FunctionBody(
    @Nullable String slug,
    @Nullable String name,
    @Nullable String code,
    @Nullable String description,
    @Nullable FunctionStatus status) {
  private static final int NAME_LENGTH = 255;
  private static final Pattern SLUG = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern BLANKS =
      Pattern.compile(
          "[\\s\\x0b\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+");
  private static final String RESERVED = "health";
  private static final String RESERVED_TEXT =
      "Reserved slug - \"health\" is used by the functions runtime and cannot be used as a function"
          + " slug";
  private static final String FORM_TEXT =
      "Invalid slug format - must be alphanumeric with hyphens or underscores only";
  private static final String ID_TEXT = "Invalid slug - must not have the form of a UUID";

  /**
   * Reads what creates a function.
   *
   * @throws Refusal if it is not that
   */
  static FunctionBody ofCreation(JsonNode body) {
    Issues issues = new Issues(body);
    String name = issues.required("name");
    issues.notEmpty("name", name, "Name is required");
    issues.atMost("name", name, NAME_LENGTH);
    String slug = issues.optional("slug");
    checkSlug(slug, issues);
    String code = issues.required("code");
    issues.notEmpty("code", code, "String must contain at least 1 character(s)");
    String description = issues.optional("description");
    String status = issues.choice("status", List.of("draft", "active"));
    issues.refuse();
    String chosen = slug == null ? derived(Objects.requireNonNull(name)) : slug;
    return new FunctionBody(chosen, name, code, description, status(status));
  }

  /**
   * Reads what changes a function. {@code error} is a status in the older documents only; both are
   * taken.
   *
   * @throws Refusal if it is not that
   */
  static FunctionBody ofUpdate(JsonNode body) {
    Issues issues = new Issues(body);
    String name = issues.optional("name");
    issues.atMost("name", name, NAME_LENGTH);
    String code = issues.optional("code");
    String description = issues.optional("description");
    String status = issues.choice("status", List.of("draft", "active", "error"));
    issues.refuse();
    return new FunctionBody(null, name, code, description, status(status));
  }

  private static void checkSlug(@Nullable String slug, Issues issues) {
    if (slug == null) {
      return;
    }
    if (!SLUG.matcher(slug).matches()) {
      issues.wrongForm("slug", FORM_TEXT);
    } else if (slug.equalsIgnoreCase(RESERVED)) {
      issues.wrong("slug", RESERVED_TEXT);
    } else if (FunctionIds.isId(slug)) {
      issues.wrong("slug", ID_TEXT);
    }
    issues.atMost("slug", slug, Limits.NAME_LENGTH);
  }

  /** The slug that a name gives. One that cannot be a name of the registry is refused. */
  private static String derived(String name) {
    String slug = BLANKS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    if (slug.equalsIgnoreCase(RESERVED)) {
      throw Refusal.of(400, "FUNCTION_SLUG_RESERVED", RESERVED_TEXT);
    }
    if (!SLUG.matcher(slug).matches()
        || slug.length() > Limits.NAME_LENGTH
        || FunctionIds.isId(slug)) {
      throw Refusal.invalid(
          "The name gives the slug '"
              + slug
              + "', which cannot be kept: send a slug of 1 to "
              + Limits.NAME_LENGTH
              + " letters A to Z, digits, hyphens and underscores beside the name");
    }
    return slug;
  }

  private static @Nullable FunctionStatus status(@Nullable String word) {
    return word == null ? null : FunctionStatus.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
