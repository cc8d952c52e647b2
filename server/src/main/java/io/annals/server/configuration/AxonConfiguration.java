package io.annals.server.configuration;

import io.annals.api.serialization.EventSerializer;
import io.annals.command.CommandSide;
import io.annals.eventstore.WokenEventStore;
import io.annals.query.QuerySide;
import io.annals.query.analytics.AnalyticsSide;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.GenericEventMessage;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Joins the sides that this node has to the store, by Axon's own configuration API. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
public class AxonConfiguration {

  @Bean
  Configuration axon(
      WokenEventStore eventStore,
      EventSerializer serializer,
      Precision precision,
      Buses buses,
      ObjectProvider<CommandSide> commandSide,
      ObjectProvider<QuerySide> querySide,
      ObjectProvider<AnalyticsSide> analytics) {
    GenericEventMessage.clock = precision.clock();
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureSerializer(configuration -> serializer)
            .configureEventSerializer(configuration -> serializer)
            .configureMessageSerializer(configuration -> serializer)
            .configureEventStore(configuration -> eventStore);
    add(commandSide, configurer);
    add(querySide, configurer);
    add(analytics, configurer);
    buses.configure(configurer, commandSide.getIfAvailable());
    return configurer.buildConfiguration();
  }

  private static void add(ObjectProvider<? extends ConfigurerModule> side, Configurer configurer) {
    side.ifAvailable(module -> module.configureModule(configurer));
  }

  /** Starts before the web server takes requests and stops after it has answered the last. */
  @Bean
  SmartLifecycle axonLifecycle(Configuration axon) {
    return new Stage(0, axon::start, axon::shutdown);
  }
}
