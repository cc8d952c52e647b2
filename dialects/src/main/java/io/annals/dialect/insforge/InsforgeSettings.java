package io.annals.dialect.insforge;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set of this dialect, under {@code annals.insforge}.
 *
 * @param patience how long an answer waits for its change to become visible
 * @param admin who may log in with a password
 * @param jwt whose tokens are believed beside those that a login here gives
 * @param writes how many changes one address may make
 * @param code which code is refused
 */
@ConfigurationProperties("annals.insforge")
public record InsforgeSettings(
    @DefaultValue("5s") Duration patience,
    @DefaultValue Admin admin,
    @DefaultValue Jwt jwt,
    @DefaultValue Writes writes,
    @DefaultValue Code code) {

  /**
   * The administrator.
   *
   * @param user null for none: nobody can log in
   * @param password null for none: nobody can log in
   * @param session how long a token is good
   * @param project the namespace that the administrator works in
   */
  public record Admin(
      @Nullable String user,
      @Nullable String password,
      @DefaultValue("15m") Duration session,
      @DefaultValue("default") String project) {
    boolean isSet() {
      return user != null && !user.isEmpty() && password != null && !password.isEmpty();
    }

    /** Without the password: settings are printed when one is wrong. */
    @Override
    public String toString() {
      return "Admin[user=" + user + ", session=" + session + "]";
    }
  }

  /**
   * Tokens of another issuer.
   *
   * @param secret the key of HS256, 32 bytes or more; null for no other issuer
   * @param project the namespace that its administrators work in
   */
  public record Jwt(@Nullable String secret, @DefaultValue("default") String project) {
    @Override
    public String toString() {
      return "Jwt[project=" + project + "]";
    }
  }

  /**
   * The limit of changes.
   *
   * @param limit how many in a window; 0 for no limit
   * @param window how long one lasts
   */
  public record Writes(@DefaultValue("0") int limit, @DefaultValue("5m") Duration window) {}

  /**
   * What code must not hold.
   *
   * @param forbidden regular expressions, either bare, which match in any case, or as JavaScript
   *     writes them, {@code /…/} or {@code /…/i}; null for those of the vendor, empty for none
   */
  public record Code(@Nullable List<String> forbidden) {}
}
