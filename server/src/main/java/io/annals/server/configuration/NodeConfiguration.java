package io.annals.server.configuration;

import io.annals.api.context.Credentials;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.dialect.nativeapi.ProblemResponses;
import io.annals.server.security.KeyFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
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
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** A node that is no gateway: it says how it is, and nothing else. */
@Configuration(proxyBeanMethods = false)
public class NodeConfiguration {
  private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");
  private static final String METRICS = "/metrics";

  /** Keeps Spring Boot from inventing a user with a printed password. */
  @Bean
  UserDetailsService nobody() {
    return name -> {
      throw new UsernameNotFoundException(name);
    };
  }

  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  SecurityFilterChain routes(HttpSecurity http, Credentials credentials) {
    ProblemResponses problems = new ProblemResponses();
    return http.csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterAfter(new OtherPaths(problems), SecurityContextHolderFilter.class)
        .addFilterAfter(new KeyFilter(credentials), SecurityContextHolderFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.GET, HEALTH.toArray(String[]::new))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(
            exceptions ->
                exceptions.authenticationEntryPoint(
                    (request, response, failure) -> {
                      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"annals\"");
                      problems.write(
                          request,
                          response,
                          ProblemException.of(
                              ProblemType.UNAUTHENTICATED,
                              "Send a key that this registry knows, as 'Authorization: Bearer"
                                  + " KEY'."));
                    }))
        .build();
  }

  /** Refuses every other path, so that nobody takes the node for a gateway that lost something. */
  private static final class OtherPaths extends OncePerRequestFilter {
    private final ProblemResponses problems;

    OtherPaths(ProblemResponses problems) {
      this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String path = request.getRequestURI();
      if (HEALTH.contains(path) || METRICS.equals(path)) {
        chain.doFilter(request, response);
        return;
      }
      problems.write(
          request,
          response,
          ProblemException.notFound(
              "This node is no gateway: it answers /health/live, /health/ready and /metrics."));
    }
  }
}
