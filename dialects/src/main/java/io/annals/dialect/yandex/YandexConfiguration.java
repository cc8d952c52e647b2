package io.annals.dialect.yandex;

import io.annals.api.blob.BlobStore;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The Yandex Cloud Functions API as a part of a Spring Boot application: REST routes that are at
 * work by themselves, and {@link GrpcServices} for a gRPC server.
 *
 * <p>Needs a {@link CommandGateway}, a {@link QueryGateway}, a {@link BlobStore} and {@link
 * Address}. Who calls is said by a filter before it in the request attribute {@link
 * io.annals.api.context.Caller#ATTRIBUTE}, and over gRPC by an interceptor in {@link
 * GrpcServices#CALLER}; a call without is answered UNAUTHENTICATED.
 *
 * <p>{@code annals.yandex.grace} is how long the answer to a change waits for it to become visible,
 * 100 ms by default.
 */
@Configuration(proxyBeanMethods = false)
public class YandexConfiguration {

  /**
   * Where clients find the gRPC server.
   *
   * @param published host and port; null for the host that each client called
   * @param grpcPort the port that it listens on, asked after the start
   */
  public record Address(@Nullable String published, IntSupplier grpcPort) {}

  @Bean
  Procedures yandexProcedures(
      CommandGateway commands,
      QueryGateway queries,
      BlobStore blobs,
      Address address,
      @Value("${annals.yandex.grace:100ms}") Duration grace) {
    Registry registry = new Registry(commands, queries);
    Operations operations = new Operations(registry, grace);
    return new Procedures(
        new Functions(registry, operations),
        new Versions(registry, operations, blobs),
        new Tags(registry, operations),
        new Policies(registry, operations),
        operations,
        new Endpoints(address.published(), address.grpcPort()));
  }

  @Bean
  GrpcServices yandexGrpcServices(Procedures procedures) {
    return new GrpcServices(procedures);
  }

  @Bean
  RouterFunction<ServerResponse> yandexRoutes(Procedures procedures) {
    return new RestRoutes(procedures).routes();
  }

  @Bean
  RestErrors yandexErrors() {
    return new RestErrors();
  }
}
