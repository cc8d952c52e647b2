package io.annals.command.name;

import org.jspecify.annotations.Nullable;

/**
 * Who has which name. What is claimed and released takes effect together with the event of the
 * function in whose decision it happens, or not at all. To be called within that decision only.
 */
public interface NameClaims {

  /**
   * Gives a name to a function. Nothing happens where the function has it already.
   *
   * @throws io.annals.api.problem.ProblemException {@code NAME_TAKEN} if another function has it
   */
  default void claim(String namespace, String name, String functionId) {
    exchange(namespace, null, name, functionId);
  }

  /** Makes a name free again. Nothing happens where the function does not have it. */
  default void release(String namespace, String name, String functionId) {
    exchange(namespace, name, null, functionId);
  }

  /**
   * Gives one name to a function and takes the other from it; equal names stay untouched.
   *
   * @param released null for none
   * @param claimed null for none
   * @throws io.annals.api.problem.ProblemException {@code NAME_TAKEN} if another function has the
   *     claimed name; nothing has happened then
   */
  default void exchange(
      String namespace, @Nullable String released, @Nullable String claimed, String functionId) {
    exchange(null, namespace, released, claimed, functionId);
  }

  /**
   * The same for whatever bears names: those of different kinds never meet.
   *
   * @param kind what bears the name; null for a function
   * @param id who gets the one name and loses the other
   */
  void exchange(
      @Nullable String kind,
      String namespace,
      @Nullable String released,
      @Nullable String claimed,
      String id);
}
