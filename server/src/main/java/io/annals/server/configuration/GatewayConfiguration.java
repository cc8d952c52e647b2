package io.annals.server.configuration;

import io.annals.dialect.bem.BemConfiguration;
import io.annals.dialect.conductorone.ConductorOneConfiguration;
import io.annals.dialect.insforge.InsforgeConfiguration;
import io.annals.dialect.nativeapi.NativeApiConfiguration;
import io.annals.dialect.tlog.TlogConfiguration;
import io.annals.dialect.yandex.YandexConfiguration;
import io.annals.eventstore.StoreState;
import io.annals.server.access.ClientKeyController;
import io.annals.server.benchmark.NoopController;
import java.time.Duration;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A node that speaks: the dialects, over HTTP and gRPC, and who may come in. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@Import({
  SecurityConfiguration.class,
  GrpcConfiguration.class,
  NativeApiConfiguration.class,
  BemConfiguration.class,
  YandexConfiguration.class,
  InsforgeConfiguration.class,
  ConductorOneConfiguration.class,
  TlogConfiguration.class,
  ClientKeyController.class,
  NoopController.class
})
public class GatewayConfiguration {
  /** Events that the views may be behind before commands are held back. */
  private static final int LAG_BOUND = 2048;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Bean
  CommandGateway commandGateway(Configuration axon, StoreState store, ServedLag lag) {
    CommandGateway gateway = axon.commandGateway();
    gateway.registerDispatchInterceptor(new OpenStore(store::health));
    gateway.registerDispatchInterceptor(new Backpressure(lag, LAG_BOUND, PATIENCE));
    return gateway;
  }

  @Bean
  QueryGateway queryGateway(Configuration axon) {
    return axon.queryGateway();
  }
}
