package io.annals.server;

import io.annals.server.configuration.AccessConfiguration;
import io.annals.server.configuration.AxonConfiguration;
import io.annals.server.configuration.AxonServerStoreConfiguration;
import io.annals.server.configuration.CommandConfiguration;
import io.annals.server.configuration.FollowedViewsConfiguration;
import io.annals.server.configuration.GatewayConfiguration;
import io.annals.server.configuration.HealthConfiguration;
import io.annals.server.configuration.LogFollowerConfiguration;
import io.annals.server.configuration.NodeConfiguration;
import io.annals.server.configuration.QueryConfiguration;
import io.annals.server.configuration.SqlStoreConfiguration;
import io.annals.server.configuration.StoreConfiguration;
import io.annals.server.configuration.TransparencyConfiguration;
import io.annals.server.configuration.ViewsConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The Spring application, put together from parts that are named here and nowhere scanned for: what
 * every node has, and {@link #parts} for what it is to do.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  StoreConfiguration.class,
  AxonConfiguration.class,
  AccessConfiguration.class,
  HealthConfiguration.class
})
public class ServerApplication {

  /** The parts of a node with these settings. None but these is so much as loaded. */
  static Class<?>[] parts(ServerSettings settings) {
    List<Class<?>> parts = new ArrayList<>(List.of(ServerApplication.class));
    parts.add(
        settings.axonServer() == null
            ? SqlStoreConfiguration.class
            : AxonServerStoreConfiguration.class);
    if (settings.has(Role.COMMAND)) {
      parts.add(CommandConfiguration.class);
    }
    boolean query = settings.has(Role.QUERY);
    boolean gateway = settings.has(Role.GATEWAY);
    if (query || gateway) {
      parts.add(TransparencyConfiguration.class);
    }
    if (query) {
      parts.addAll(
          List.of(
              ViewsConfiguration.class, QueryConfiguration.class, LogFollowerConfiguration.class));
    }
    if (gateway && !query) {
      parts.add(FollowedViewsConfiguration.class);
    }
    parts.add(gateway ? GatewayConfiguration.class : NodeConfiguration.class);
    return parts.toArray(Class<?>[]::new);
  }
}
