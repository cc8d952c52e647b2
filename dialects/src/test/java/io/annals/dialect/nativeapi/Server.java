package io.annals.dialect.nativeapi;

import io.annals.api.analytics.ChangeCounts;
import io.annals.api.analytics.CountChanges;
import io.annals.api.analytics.Latencies;
import io.annals.api.analytics.MeasureLatency;
import io.annals.api.analytics.TopChanges;
import io.annals.api.analytics.TopCounts;
import io.annals.api.blob.BlobStore;
import io.annals.api.context.Caller;
import io.annals.api.log.EventLog;
import io.annals.api.query.AwaitJob;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.DiffVersions;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindJob;
import io.annals.api.query.FindOperation;
import io.annals.api.query.FindProjection;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindVersion;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.query.ListAliases;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.ListOperations;
import io.annals.api.query.ListProjections;
import io.annals.api.query.ListRevisions;
import io.annals.api.query.ListVersions;
import io.annals.api.query.ResolveFunction;
import io.annals.api.query.ResolveNodes;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.resource.Projection;
import io.annals.api.resource.Revision;
import io.annals.api.resource.Version;
import io.annals.api.resource.VersionDiff;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ResolvableType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** The dialect on a real web server, started once for all tests. */
final class Server {
  static final FakeRegistry REGISTRY = new FakeRegistry();
  static final FakeLog LOG = new FakeLog();
  private static final ConfigurableApplicationContext CONTEXT = start();

  private Server() {}

  static int port() {
    return Integer.parseInt(CONTEXT.getEnvironment().getRequiredProperty("local.server.port"));
  }

  static <T> T bean(Class<T> type, String name) {
    return CONTEXT.getBean(name, type);
  }

  private static ConfigurableApplicationContext start() {
    REGISTRY.answering(ResolveFunction.class, String.class);
    REGISTRY.answering(FindFunction.class, Function.class);
    REGISTRY.answering(ListFunctions.class, pageOf(Function.class));
    REGISTRY.answering(FindVersion.class, Version.class);
    REGISTRY.answering(ListVersions.class, pageOf(Version.class));
    REGISTRY.answering(DiffVersions.class, VersionDiff.class);
    REGISTRY.answering(FindRevision.class, Revision.class);
    REGISTRY.answering(ListRevisions.class, pageOf(Revision.class));
    REGISTRY.answering(ListAliases.class, pageOf(Alias.class));
    REGISTRY.answering(ListAliasHistory.class, pageOf(Alias.class));
    REGISTRY.answering(FindWorkflow.class, Workflow.class);
    REGISTRY.answering(FindWorkflowVersion.class, WorkflowVersion.class);
    REGISTRY.answering(CountChanges.class, ChangeCounts.class);
    REGISTRY.answering(TopChanges.class, TopCounts.class);
    REGISTRY.answering(MeasureLatency.class, Latencies.class);
    REGISTRY.answering(ResolveNodes.class, pageOf(Function.class));
    REGISTRY.answering(FindOperation.class, Operation.class);
    REGISTRY.answering(AwaitOperation.class, Operation.class);
    REGISTRY.answering(ListOperations.class, pageOf(Operation.class));
    REGISTRY.answering(FindJob.class, Operation.class);
    REGISTRY.answering(AwaitJob.class, Operation.class);
    REGISTRY.answering(FindProjection.class, Projection.class);
    REGISTRY.answering(ListProjections.class, pageOf(Projection.class));
    return SpringApplication.run(
        Application.class,
        "--server.port=0",
        "--server.tomcat.max-swallow-size=100MB",
        "--spring.main.banner-mode=off",
        "--annals.native.grace=50ms",
        "--annals.feed.streams=4",
        "--annals.feed.beat=100ms");
  }

  /** One more web server before the same registry and log, which waits so long for a client. */
  static ConfigurableApplicationContext another(Duration patience) {
    return SpringApplication.run(
        Application.class,
        "--server.port=0",
        "--spring.main.banner-mode=off",
        "--server.tomcat.connection-timeout=" + patience.toMillis());
  }

  /** As a handler declares it. */
  private static Type pageOf(Class<?> item) {
    return ResolvableType.forClassWithGenerics(Page.class, item).getType();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({NativeApiConfiguration.class, Broken.class})
  static class Application {
    @Bean
    CommandGateway commandGateway() {
      return REGISTRY.commandGateway();
    }

    @Bean
    QueryGateway queryGateway() {
      return REGISTRY.queryGateway();
    }

    @Bean
    BlobStore blobStore() {
      return REGISTRY;
    }

    @Bean
    EventLog eventLog() {
      return LOG;
    }

    /** Who calls is said by a header here: {@code root}, {@code team} or nobody. */
    @Bean
    OncePerRequestFilter callers() {
      return new OncePerRequestFilter() {
        @Override
        protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
          String who = request.getHeader("Test-Caller");
          if (who == null) {
            request.setAttribute(Caller.ATTRIBUTE, new Caller("key:root", "default", null));
          } else if (who.equals("team")) {
            request.setAttribute(
                Caller.ATTRIBUTE, new Caller("key:team", "team-a", Set.of("team-a", "team-b")));
          }
          chain.doFilter(request, response);
        }
      };
    }
  }

  /** Fails in ways that no route of ours does on purpose. */
  @RestController
  static class Broken {
    @GetMapping("/broken")
    String broken() {
      throw new IllegalArgumentException("secret detail");
    }
  }
}
