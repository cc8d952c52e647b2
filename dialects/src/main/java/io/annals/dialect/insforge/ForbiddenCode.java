package io.annals.dialect.insforge;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The code that is not taken, told by regular expressions that are looked for in its text. */
final class ForbiddenCode {
  private static final String SERVE = "/Deno\\.serve\\s*\\(/";
  private static final String SERVE_TEXT =
      "Function source cannot contain Deno.serve(). Use \"export default async function(req:"
          + " Request)\" instead; the router handles serving automatically.";
  private static final String TEXT = "Code contains potentially dangerous patterns";

  /** The vendor's: the first six until 2025, the last one today. */
  private static final List<String> USUAL =
      List.of(
          "/Deno\\.run/i",
          "/Deno\\.spawn/i",
          "/Deno\\.Command/i",
          "/child_process/i",
          "/process\\.exit/i",
          "/require\\(['\"]fs['\"]\\)/i",
          SERVE);

  private static final Pattern LITERAL = Pattern.compile("/(.+)/(i?)", Pattern.DOTALL);

  private final List<Rule> rules;

  private record Rule(String literal, Pattern pattern, String text) {}

  /**
   * @param forbidden as {@link InsforgeSettings.Code} says; null for the vendor's
   * @throws IllegalArgumentException if one is no regular expression
   */
  ForbiddenCode(@Nullable List<String> forbidden) {
    this.rules = (forbidden == null ? USUAL : forbidden).stream().map(ForbiddenCode::rule).toList();
  }

  private static Rule rule(String given) {
    Matcher literal = LITERAL.matcher(given);
    boolean bare = !literal.matches();
    String expression = bare ? given : literal.group(1);
    boolean anyCase = bare || !literal.group(2).isEmpty();
    try {
      return new Rule(
          bare ? "/" + given.replace("/", "\\/") + "/i" : given,
          Pattern.compile(expression, anyCase ? Pattern.CASE_INSENSITIVE : 0),
          given.equals(SERVE) ? SERVE_TEXT : TEXT);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "annals.insforge.code.forbidden holds '" + given + "', which is no regular expression",
          e);
    }
  }

  /**
   * @param code null for none
   * @throws Refusal if the code holds one of the patterns, with the first of them
   */
  void check(@Nullable String code) {
    if (code == null) {
      return;
    }
    for (Rule rule : rules) {
      if (rule.pattern.matcher(code).find()) {
        throw Refusal.invalid(rule.text).with("pattern", rule.literal);
      }
    }
  }
}
