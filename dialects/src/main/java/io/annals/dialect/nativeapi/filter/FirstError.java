package io.annals.dialect.nativeapi.filter;

import io.annals.api.problem.ProblemException;
import java.util.List;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Gives up at the first error, with a sentence that says where it is and what belongs there. */
final class FirstError extends DefaultErrorStrategy {
  private static final List<Integer> OPERATORS =
      List.of(
          FilterLanguageLexer.EQUAL,
          FilterLanguageLexer.NOT_EQUAL,
          FilterLanguageLexer.LESS,
          FilterLanguageLexer.LESS_OR_EQUAL,
          FilterLanguageLexer.GREATER,
          FilterLanguageLexer.GREATER_OR_EQUAL,
          FilterLanguageLexer.HAS);

  @Override
  public void reportError(Parser recognizer, RecognitionException e) {
    throw problem(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  public void recover(Parser recognizer, RecognitionException e) {
    throw problem(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  public Token recoverInline(Parser recognizer) {
    throw problem(recognizer.getCurrentToken(), recognizer.getExpectedTokens());
  }

  @Override
  public void sync(Parser recognizer) {
    // The rules themselves find every error; recovery is not wanted.
  }

  private static ProblemException problem(Token found, IntervalSet expected) {
    int position = found.getStartIndex() + 1;
    String what =
        found.getType() == Token.EOF ? "the end of the filter" : "'" + found.getText() + "'";
    return ProblemException.invalid(
        "filter",
        "At character %d: found %s where %s was expected.%s"
            .formatted(position, what, described(expected), hint(found, expected)));
  }

  private static String described(IntervalSet expected) {
    if (expected.contains(FilterLanguageLexer.EQUAL)) {
      return "one of = != < <= > >= :";
    }
    if (expected.contains(FilterLanguageLexer.LPAREN)) {
      return "a field name, NOT, - or (";
    }
    if (expected.contains(FilterLanguageLexer.TEXT)) {
      return "a value or a name";
    }
    return expected.contains(FilterLanguageLexer.RPAREN) ? ")" : "AND, OR or the end";
  }

  private static String hint(Token found, IntervalSet expected) {
    if (found.getType() == FilterLanguageLexer.OTHER && "\"'".contains(found.getText())) {
      return " The quotation has no end.";
    }
    if (OPERATORS.stream().anyMatch(expected::contains)) {
      return " A word alone is no condition: write field=value, for example name=resize-image.";
    }
    return found.getType() == FilterLanguageLexer.HAS
        ? " Put a value that holds a colon, such as a time, in double quotes."
        : "";
  }
}
