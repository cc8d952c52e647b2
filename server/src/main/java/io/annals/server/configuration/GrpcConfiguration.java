package io.annals.server.configuration;

import io.annals.api.context.Credentials;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.dialect.yandex.YandexConfiguration;
import io.annals.server.ServerSettings;
import io.annals.server.grpc.GrpcServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** gRPC beside HTTP. */
@Configuration(proxyBeanMethods = false)
public class GrpcConfiguration {
  /** Calls at once on platform threads; more wait. */
  private static final int THREADS = 200;

  @Bean
  GrpcServer grpcServer(
      ServerSettings settings,
      GrpcServices services,
      Credentials credentials,
      MeterRegistry meters) {
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("grpc-");
    if (settings.virtualThreads() && Runtime.version().feature() >= 21) {
      executor.setVirtualThreads(true);
      return new GrpcServer(settings, services, credentials, meters, executor);
    }
    return new GrpcServer(settings, services, credentials, meters, platformThreads());
  }

  private static java.util.concurrent.Executor platformThreads() {
    java.util.concurrent.ThreadPoolExecutor threads =
        new java.util.concurrent.ThreadPoolExecutor(
            THREADS,
            THREADS,
            60,
            java.util.concurrent.TimeUnit.SECONDS,
            new java.util.concurrent.LinkedBlockingQueue<>(),
            new org.springframework.scheduling.concurrent.CustomizableThreadFactory("grpc-"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Bean
  YandexConfiguration.Address yandexAddress(
      ServerSettings settings, ObjectProvider<GrpcServer> server) {
    return new YandexConfiguration.Address(
        settings.publicGrpcAddress(), () -> server.getObject().port());
  }
}
