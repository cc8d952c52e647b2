package io.annals.server.configuration;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.eventstore.StoreHealth;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;

/**
 * Refuses commands at once while the store takes no events. Without it, each would first wait in
 * vain for its aggregate to be read, and keep the others of that function waiting.
 */
record OpenStore(Supplier<StoreHealth> health)
    implements MessageDispatchInterceptor<CommandMessage<?>> {

  @Override
  public BiFunction<Integer, CommandMessage<?>, CommandMessage<?>> handle(
      List<? extends CommandMessage<?>> messages) {
    StoreHealth now = health.get();
    if (!now.up()) {
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE, now.sentence(), Duration.ofSeconds(1), null);
    }
    return (index, message) -> message;
  }
}
