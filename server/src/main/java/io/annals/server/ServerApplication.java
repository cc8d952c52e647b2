package io.annals.server;

import io.annals.dialect.bem.BemConfiguration;
import io.annals.dialect.conductorone.ConductorOneConfiguration;
import io.annals.dialect.insforge.InsforgeConfiguration;
import io.annals.dialect.nativeapi.NativeApiConfiguration;
import io.annals.dialect.tlog.TlogConfiguration;
import io.annals.dialect.yandex.YandexConfiguration;
import io.annals.server.benchmark.NoopController;
import io.annals.server.configuration.AccessConfiguration;
import io.annals.server.configuration.AxonConfiguration;
import io.annals.server.configuration.GrpcConfiguration;
import io.annals.server.configuration.HealthConfiguration;
import io.annals.server.configuration.SecurityConfiguration;
import io.annals.server.configuration.StoreConfiguration;
import io.annals.server.configuration.TransparencyConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The Spring application, put together from parts that are named here and nowhere scanned for. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  StoreConfiguration.class,
  TransparencyConfiguration.class,
  AxonConfiguration.class,
  AccessConfiguration.class,
  SecurityConfiguration.class,
  HealthConfiguration.class,
  GrpcConfiguration.class,
  NativeApiConfiguration.class,
  BemConfiguration.class,
  YandexConfiguration.class,
  InsforgeConfiguration.class,
  ConductorOneConfiguration.class,
  TlogConfiguration.class,
  NoopController.class
})
public class ServerApplication {}
