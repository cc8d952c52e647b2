package io.annals.dialect.nativeapi.filter;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Operator;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.ExpressionContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.FactorContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.RestrictionContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.SegmentContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.SequenceContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.SimpleContext;
import io.annals.dialect.nativeapi.filter.FilterLanguageParser.TermContext;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/**
 * Reads a filter of AIP-160 into the language of the queries. Thread-safe.
 *
 * <p>Every error is an {@code INVALID_ARGUMENT} on {@code filter} that names the position, from 1,
 * and what was expected there. Which fields exist and what type they have, the query side knows.
 */
public final class FilterParser {
  /** The most characters a filter may have. */
  public static final int MAX_LENGTH = 4096;

  /** How deep parentheses may nest. */
  public static final int MAX_DEPTH = 32;

  private FilterParser() {}

  /**
   * Reads a filter.
   *
   * @param text not blank
   */
  public static Filter parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw invalid(
          "may have at most " + MAX_LENGTH + " characters; this one has " + text.length());
    }
    FilterLanguageLexer lexer = new FilterLanguageLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    boundDepth(tokens.getTokens());
    FilterLanguageParser parser = new FilterLanguageParser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new FirstError());
    return expression(parser.filter().expression());
  }

  private static void boundDepth(List<Token> tokens) {
    int depth = 0;
    for (Token token : tokens) {
      if (token.getType() == FilterLanguageLexer.LPAREN && ++depth > MAX_DEPTH) {
        throw invalid("may nest parentheses " + MAX_DEPTH + " deep; this one goes deeper");
      } else if (token.getType() == FilterLanguageLexer.RPAREN) {
        depth--;
      }
    }
  }

  private static Filter expression(ExpressionContext expression) {
    return all(expression.sequence(), FilterParser::sequence);
  }

  private static Filter sequence(SequenceContext sequence) {
    return all(sequence.factor(), FilterParser::factor);
  }

  private static <T> Filter all(List<T> parts, Function<T, Filter> read) {
    return parts.size() == 1
        ? read.apply(parts.get(0))
        : new Filter.And(parts.stream().map(read).toList());
  }

  private static Filter factor(FactorContext factor) {
    return factor.term().size() == 1
        ? term(factor.term(0))
        : new Filter.Or(factor.term().stream().map(FilterParser::term).toList());
  }

  private static Filter term(TermContext term) {
    Filter simple = simple(term.simple());
    return term.NOT() == null && term.MINUS() == null ? simple : new Filter.Not(simple);
  }

  private static Filter simple(SimpleContext simple) {
    return simple.restriction() == null
        ? expression(simple.expression())
        : restriction(simple.restriction());
  }

  private static Filter restriction(RestrictionContext restriction) {
    String value = joined(restriction.value().segment());
    return new Filter.Comparison(
        joined(restriction.path().segment()),
        operator(restriction.operator().getStart().getType()),
        restriction.value().MINUS() == null ? value : "-" + value);
  }

  private static Operator operator(int token) {
    return switch (token) {
      case FilterLanguageLexer.EQUAL -> Operator.EQUAL;
      case FilterLanguageLexer.NOT_EQUAL -> Operator.NOT_EQUAL;
      case FilterLanguageLexer.LESS -> Operator.LESS;
      case FilterLanguageLexer.LESS_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case FilterLanguageLexer.GREATER -> Operator.GREATER;
      case FilterLanguageLexer.GREATER_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      default -> Operator.HAS;
    };
  }

  private static String joined(List<SegmentContext> segments) {
    return segments.stream().map(FilterParser::text).collect(Collectors.joining("."));
  }

  private static String text(SegmentContext segment) {
    String text = segment.getText();
    return segment.STRING() == null ? text : unquoted(text);
  }

  private static String unquoted(String literal) {
    StringBuilder text = new StringBuilder(literal.length());
    for (int i = 1; i < literal.length() - 1; i++) {
      char c = literal.charAt(i);
      if (c == '\\') {
        c =
            switch (literal.charAt(++i)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> literal.charAt(i);
            };
      }
      text.append(c);
    }
    return text.toString();
  }

  static ProblemException invalid(String description) {
    return ProblemException.invalid("filter", "A filter " + description + ".");
  }
}
