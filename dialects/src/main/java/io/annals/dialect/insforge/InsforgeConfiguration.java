package io.annals.dialect.insforge;

import static io.annals.dialect.insforge.Route.Access.ADMINISTRATOR;
import static io.annals.dialect.insforge.Route.Access.ANYBODY;
import static io.annals.dialect.insforge.Route.Access.KEY;

import com.github.benmanes.caffeine.cache.Ticker;
import io.annals.api.blob.BlobStore;
import io.annals.api.context.Credentials;
import io.annals.api.secret.SecretVault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The InsForge dialect as a part of a Spring Boot application, set by {@link InsforgeSettings}.
 *
 * <p>Needs a {@link CommandGateway}, a {@link QueryGateway}, a {@link BlobStore}, a {@link
 * SecretVault} and {@link Credentials}. It looks at credentials itself, for its order of checks is
 * its own: nothing before it may refuse a request of {@link InsforgeErrors#speaksOf its paths}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InsforgeSettings.class)
public class InsforgeConfiguration {
  private static final int LOGINS = 20;
  private static final Duration LOGIN_WINDOW = Duration.ofMinutes(1);

  @Bean
  HandlerMapping insforgeRoutes(
      CommandGateway commands,
      QueryGateway queries,
      BlobStore blobs,
      Credentials credentials,
      SecretVault vault,
      InsforgeSettings settings) {
    Registry registry = new Registry(commands, queries, settings.patience());
    CodeFiles code = new CodeFiles(blobs);
    Functions functions = new Functions(registry, code);
    Tokens tokens = new Tokens(settings, Clock.systemUTC());
    List<Route> routes = new ArrayList<>();
    addFunctions(
        routes,
        new FunctionRoutes(
            registry, functions, code, new ForbiddenCode(settings.code().forbidden())));
    addSecrets(routes, new SecretRoutes(registry, vault));
    addAudits(routes, new AuditRoutes(registry, code));
    addServices(routes, new ServiceRoutes(functions));
    addLogin(
        routes,
        new AdminRoutes(
            settings.admin(), tokens, new Limiter(LOGINS, LOGIN_WINDOW, Ticker.systemTicker())));
    return new InsforgeRoutes(
        routes,
        new Authentication(credentials, tokens),
        new Limiter(settings.writes().limit(), settings.writes().window(), Ticker.systemTicker()));
  }

  private static void addFunctions(List<Route> routes, FunctionRoutes functions) {
    routes.add(Route.of("GET", "/api/functions", ADMINISTRATOR, functions::list));
    routes.add(Route.of("GET", "/api/functions/*", ADMINISTRATOR, functions::get));
    routes.add(Route.of("POST", "/api/functions", ADMINISTRATOR, functions::create).counted());
    routes.add(Route.of("PUT", "/api/functions/*", ADMINISTRATOR, functions::update).counted());
    routes.add(Route.of("DELETE", "/api/functions/*", ADMINISTRATOR, functions::delete).counted());
  }

  private static void addSecrets(List<Route> routes, SecretRoutes secrets) {
    routes.add(Route.of("GET", "/api/secrets", ADMINISTRATOR, secrets::list));
    routes.add(Route.of("GET", "/api/secrets/*", ADMINISTRATOR, secrets::get));
    routes.add(Route.of("POST", "/api/secrets", ADMINISTRATOR, secrets::create));
    routes.add(Route.of("PUT", "/api/secrets/*", ADMINISTRATOR, secrets::update));
    routes.add(Route.of("DELETE", "/api/secrets/*", ADMINISTRATOR, secrets::delete));
    routes.add(Route.of("POST", "/api/secrets/*/rotate", ADMINISTRATOR, secrets::rotate));
  }

  private static void addAudits(List<Route> routes, AuditRoutes audits) {
    routes.add(Route.of("GET", "/api/logs/audits", ADMINISTRATOR, audits::list));
  }

  private static void addServices(List<Route> routes, ServiceRoutes services) {
    routes.add(Route.of("GET", "/api/health", ANYBODY, services::health));
    routes.add(Route.of("GET", "/api/metadata", ADMINISTRATOR, services::metadata));
    routes.add(Route.of("GET", "/api/metadata/functions", ADMINISTRATOR, services::functions));
    routes.add(Route.of("POST", "/api/usage/mcp", KEY, services::usage));
    routes.add(
        Route.of("GET", "/api/logs/functions/build-logs", ADMINISTRATOR, services::buildLogs));
    routes.add(Route.of("GET", "/api/logs/*", ADMINISTRATOR, services::logs));
    routes.add(Route.of("*", "/api/schedules", ADMINISTRATOR, services::schedules));
    routes.add(Route.of("*", "/api/schedules/*", ADMINISTRATOR, services::schedules));
    routes.add(Route.of("GET", "/api/schedules/*/logs", ADMINISTRATOR, services::schedules));
    routes.add(Route.of("POST", "/api/auth/tokens/anon", ADMINISTRATOR, services::anonymous));
    routes.add(Route.of("*", "/functions/*", ANYBODY, services::run));
  }

  private static void addLogin(List<Route> routes, AdminRoutes login) {
    routes.add(Route.of("POST", "/api/auth/admin/sessions", ANYBODY, login::login));
    routes.add(Route.of("GET", "/api/.well-known/jwks.json", ANYBODY, login::keys));
  }
}
