package io.annals.dialect.nativeapi;

import io.annals.api.blob.BlobStore;
import io.annals.api.log.EventLog;
import io.annals.dialect.nativeapi.feed.EventFeed;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The native API as a part of a Spring Boot application.
 *
 * <p>Needs a {@link CommandGateway}, a {@link QueryGateway}, a {@link BlobStore} and an {@link
 * EventLog}, and a filter before it that puts the {@link io.annals.api.context.Caller} into the
 * request attribute {@link io.annals.api.context.Caller#ATTRIBUTE}; a request without one is
 * answered with 401.
 *
 * <p>{@code annals.native.grace} is how long the answer to a change waits for it to become visible
 * where the client states no preference, 100 ms by default.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  FunctionController.class,
  HistoryController.class,
  RevisionController.class,
  AliasController.class,
  OperationController.class,
  AdminController.class,
  WorkflowController.class,
  AnalyticsController.class,
  EventController.class,
  OpenApiController.class,
  ProblemAdvice.class,
  ErrorPage.class
})
public class NativeApiConfiguration implements WebMvcConfigurer {

  @Bean
  Registry nativeRegistry(CommandGateway commands, QueryGateway queries) {
    return new Registry(commands, queries);
  }

  @Bean
  Mutations nativeMutations(
      Registry registry, @Value("${annals.native.grace:100ms}") Duration grace) {
    return new Mutations(registry, grace);
  }

  /**
   * {@code annals.feed.streams} is how many streams of events may be open at the same time, each of
   * which holds a thread; {@code annals.feed.beat} the longest silence on one.
   */
  @Bean
  EventFeed eventFeed(
      EventLog log,
      @Value("${annals.feed.streams:64}") int streams,
      @Value("${annals.feed.beat:15s}") Duration beat) {
    return new EventFeed(log, streams, beat);
  }

  /** For filters too, which answer before Spring MVC is at work. */
  @Bean
  ProblemResponses problemResponses() {
    return new ProblemResponses();
  }

  @Bean
  CodeStore nativeCodeStore(BlobStore blobs) {
    return new CodeStore(blobs);
  }

  /** Before all others, so that also what they refuse bears the request's id. */
  @Bean
  FilterRegistrationBean<RequestIds> requestIds() {
    FilterRegistrationBean<RequestIds> filter = new FilterRegistrationBean<>(new RequestIds());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  @Bean
  ProblemsOfTomcat problemsOfTomcat() {
    return new ProblemsOfTomcat();
  }

  /**
   * What Tomcat refuses before any filter sees it is a problem too. Set early: a server with more
   * APIs may set a valve of its own after it.
   */
  @Order(0)
  static final class ProblemsOfTomcat
      implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    @Override
    public void customize(TomcatServletWebServerFactory tomcat) {
      tomcat.addContextCustomizers(
          context -> {
            if (context.getParent() instanceof StandardHost host) {
              host.setErrorReportValveClass(ProblemValve.class.getName());
            }
          });
    }
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new NativeExchange());
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry handlers) {
    handlers
        .addResourceHandler("/openapi/assets/**")
        .addResourceLocations(OpenApiDocument.assets())
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePrivate());
  }

  @Override
  public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
    handlers.add(new NativeExchange());
  }
}
