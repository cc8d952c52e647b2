package io.annals.server.configuration;

import io.annals.command.CommandSide;
import org.axonframework.config.Configurer;
import org.jspecify.annotations.Nullable;

/** How commands and queries get to those who handle them. */
interface Buses {
  /** Within the process, as the sides set it up by themselves. */
  Buses LOCAL = (configurer, commandSide) -> {};

  /**
   * Sets the buses of a configuration, after its modules.
   *
   * @param commandSide null where this node has none
   */
  void configure(Configurer configurer, @Nullable CommandSide commandSide);
}
