package io.annals.server.configuration;

import io.annals.api.context.Credentials;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.dialect.bem.BemErrors;
import io.annals.dialect.conductorone.C1Errors;
import io.annals.dialect.conductorone.ConductorOneConfiguration;
import io.annals.dialect.insforge.InsforgeErrors;
import io.annals.dialect.nativeapi.ProblemResponses;
import io.annals.dialect.yandex.RestErrors;
import io.annals.server.security.KeyFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Who may come in: whoever has the key; anybody may ask after the health. */
@Configuration(proxyBeanMethods = false)
public class SecurityConfiguration {
  private static final String TOKEN = "/auth/v1/token";

  /** Keeps Spring Boot from inventing a user with a printed password. */
  @Bean
  UserDetailsService nobody() {
    return name -> {
      throw new UsernameNotFoundException(name);
    };
  }

  @Bean
  SecurityFilterChain routes(
      HttpSecurity http, Credentials credentials, ProblemResponses problems, RestErrors yandex) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers -> headers.cacheControl(cache -> cache.disable()))
        .addFilterAfter(new KeyFilter(credentials), SecurityContextHolderFilter.class)
        .addFilterAfter(
            new WrongMethodPage(
                (request, response, problem) ->
                    write(problems, yandex, request, response, problem)),
            KeyFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.GET, "/health/live", "/health/ready")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/endpoints", "/endpoints/*")
                    .permitAll()
                    // Looks at credentials itself, in an order of its own.
                    .requestMatchers(request -> InsforgeErrors.speaksOf(request.getRequestURI()))
                    .permitAll()
                    // Where a credential is got, or is in the address; and what checks tokens.
                    .requestMatchers(SecurityConfiguration::asksForAToken)
                    .permitAll()
                    .requestMatchers(HttpMethod.PUT, "/file/*")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/.well-known/jwks.json")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(
            exceptions ->
                exceptions
                    .authenticationEntryPoint(unauthenticated(problems, yandex))
                    .accessDeniedHandler(denied(problems, yandex)))
        .build();
  }

  /**
   * No metrics of each filter: nobody asks for them, and they cost more than the filters do.
   * Requests as a whole are measured by the web server.
   */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  /** Takes any method: the routes know best which ones they have, and say so with a 405. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    StrictHttpFirewall forCommits = new StrictHttpFirewall();
    forCommits.setUnsafeAllowAnyHttpMethod(true);
    forCommits.setAllowUrlEncodedSlash(true);
    // The web server leaves '%2F' as it is, so its '%' is still in the path that is looked at.
    forCommits.setAllowUrlEncodedPercent(true);
    return new HttpFirewall() {
      @Override
      public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        if (ConductorOneConfiguration.isCommitPath(request.getRequestURI())) {
          return forCommits.getFirewalledRequest(request);
        }
        return firewall.getFirewalledRequest(
            request.getRequestURI().equals("/" + TOKEN) ? new TokenRequest(request) : request);
      }

      @Override
      public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return firewall.getFirewalledResponse(response);
      }
    };
  }

  private static boolean asksForAToken(HttpServletRequest request) {
    return "POST".equals(request.getMethod()) && TOKEN.equals(request.getRequestURI());
  }

  /** A client that is told an address with a slash at its end asks for tokens below two slashes. */
  private static final class TokenRequest extends HttpServletRequestWrapper {
    TokenRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getRequestURI() {
      return TOKEN;
    }
  }

  /** Leaves {@code %2F} in a path to the firewall, which knows where it may stand. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
    return tomcat ->
        tomcat.addConnectorCustomizers(
            connector ->
                connector.setEncodedSolidusHandling(
                    EncodedSolidusHandling.PASS_THROUGH.getValue()));
  }

  /** Paths that could mean two things are refused before anything looks at them. */
  @Bean
  RequestRejectedHandler rejected(ProblemResponses problems, RestErrors yandex) {
    return (request, response, rejection) ->
        write(
            problems,
            yandex,
            request,
            response,
            ProblemException.of(
                ProblemType.MALFORMED_REQUEST,
                "The path or a header holds characters that are not taken; encode the path without"
                    + " '//', ';' or '%2F'."));
  }

  /** What Tomcat refuses by itself. After the native API's valve, which knows of no other API. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusalsOfTomcat() {
    return tomcat ->
        tomcat.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(DialectValve.class.getName());
              }
            });
  }

  private static AuthenticationEntryPoint unauthenticated(
      ProblemResponses problems, RestErrors yandex) {
    return (request, response, failure) -> {
      if (request.getAttribute(KeyFilter.TROUBLE) instanceof ProblemException trouble) {
        write(problems, yandex, request, response, trouble);
        return;
      }
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"annals\"");
      if ("GET".equals(request.getMethod()) && request.getRequestURI().startsWith("/openapi")) {
        // So that a browser asks its user for the key.
        response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"annals\"");
      }
      write(
          problems,
          yandex,
          request,
          response,
          ProblemException.of(
              ProblemType.UNAUTHENTICATED,
              "Send a key that this registry knows, as 'Authorization: Bearer KEY' or 'x-api-key:"
                  + " KEY'."));
    };
  }

  private static AccessDeniedHandler denied(ProblemResponses problems, RestErrors yandex) {
    return (request, response, failure) ->
        write(
            problems,
            yandex,
            request,
            response,
            ProblemException.of(ProblemType.PERMISSION_DENIED, "The key does not reach this far."));
  }

  /** Says a problem in the words of the dialect that the path belongs to. */
  private static void write(
      ProblemResponses problems,
      RestErrors yandex,
      HttpServletRequest request,
      HttpServletResponse response,
      ProblemException problem)
      throws IOException {
    String path = WrongMethodPage.asked(request);
    if (yandex.speaksOf(path)) {
      yandex.write(request, response, problem);
    } else if (BemErrors.speaksOf(path)) {
      BemErrors.write(response, problem);
    } else if (InsforgeErrors.speaksOf(path)) {
      InsforgeErrors.write(request, response, problem);
    } else if (C1Errors.speaksOf(path)) {
      C1Errors.write(response, problem);
    } else {
      problems.write(request, response, problem);
    }
  }
}
