package io.annals.query.database;

import io.annals.query.database.ViewDatabase.ListeningSource;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the views of one projection lie, and where copies of them are built. */
interface ViewPlace {
  /**
   * Makes an empty copy.
   *
   * @param mark tells it from others, as {@link ViewDatabase#copy} says
   */
  ViewCopy copy(ViewDatabase serving, String mark);

  /**
   * Removes what copies left behind.
   *
   * @param living asked for the marks of those that are at work, after it is known what there is
   */
  void clean(Supplier<Set<String>> living);

  /** Connections to hear other processes on; null where there are none. */
  @Nullable ListeningSource listeners();

  /** Leaves everything in order after the last connection is closed. */
  void closed();
}
