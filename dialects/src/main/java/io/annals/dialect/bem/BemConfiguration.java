package io.annals.dialect.bem;

import java.time.Duration;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The bem dialect as a part of a Spring Boot application.
 *
 * <p>Needs a {@link CommandGateway} and a {@link QueryGateway}, and a filter before it that puts
 * the {@link io.annals.api.context.Caller} into the request.
 *
 * <p>{@code annals.bem.patience} is how long an answer waits for its change to become visible, 5 s
 * by default; {@code annals.bem.name-retention} how long the name of what was deleted is kept, an
 * hour by default, 0 for not at all.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  FunctionController.class,
  FunctionListController.class,
  WorkflowController.class,
  WorkflowListController.class,
  WorkflowCopyController.class,
  OtherController.class,
  BemErrors.class
})
public class BemConfiguration {

  @Bean
  BemRegistry bemRegistry(
      CommandGateway commands,
      QueryGateway queries,
      @Value("${annals.bem.patience:5s}") Duration patience) {
    return new BemRegistry(commands, queries, patience);
  }

  @Bean
  FunctionView bemFunctions(BemRegistry registry) {
    return new FunctionView(registry);
  }

  @Bean
  FunctionWrites bemFunctionWrites(BemRegistry registry) {
    return new FunctionWrites(registry);
  }

  @Bean
  WorkflowWrites bemWorkflowWrites(BemRegistry registry) {
    return new WorkflowWrites(registry);
  }

  @Bean
  WorkflowView bemWorkflows(BemRegistry registry) {
    return new WorkflowView(registry);
  }

  @Bean
  FreeNames bemNames(
      BemRegistry registry, @Value("${annals.bem.name-retention:1h}") Duration window) {
    return new FreeNames(registry, window);
  }
}
