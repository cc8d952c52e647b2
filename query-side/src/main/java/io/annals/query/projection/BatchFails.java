package io.annals.query.projection;

import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventProcessingException;

/**
 * Lets a batch fail, so that it rolls back and comes again after a while, whatever it failed of:
 * Axon's worker goes on after an exception, and for ever stands still after an {@link Error}.
 */
public final class BatchFails implements ErrorHandler {

  @Override
  public void handleError(ErrorContext context) throws Exception {
    Throwable failure = context.error();
    if (failure instanceof Exception exception) {
      throw exception;
    }
    throw new EventProcessingException("A batch failed and is tried again.", failure);
  }
}
