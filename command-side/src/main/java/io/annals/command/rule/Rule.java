package io.annals.command.rule;

import io.annals.api.problem.ProblemException;

/** A rule of the domain. The class is named as the sentence that it stands for. */
public interface Rule {

  /** Whether the state or the command breaks the rule. */
  boolean isBroken();

  /** What to answer when it does: a sentence that says what is wrong and what to do. */
  ProblemException problem();

  /**
   * Raises the rules, in order.
   *
   * @throws ProblemException the problem of the first that is broken
   */
  static void check(Rule... rules) {
    for (Rule rule : rules) {
      if (rule.isBroken()) {
        throw rule.problem();
      }
    }
  }
}
