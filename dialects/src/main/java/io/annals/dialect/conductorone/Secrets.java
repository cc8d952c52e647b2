package io.annals.dialect.conductorone;

import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import io.annals.api.secret.SecretVault;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the map {@code secret} into what may stand in an event. */
final class Secrets {
  private final SecretVault vault;

  Secrets(SecretVault vault) {
    this.vault = vault;
  }

  /**
   * All secrets that the function has from now on. An empty value of a key that it has keeps the
   * value: keys are read back with empty values, and clients write back what they read.
   *
   * @param present the keys that the function has
   */
  Map<String, @Nullable Object> sealed(
      String functionId, Map<String, String> secret, Collection<String> present) {
    if (secret.size() > Limits.SECRETS) {
      throw ProblemException.invalid("secret", "Must have at most " + Limits.SECRETS + " keys.");
    }
    secret.forEach(
        (key, value) -> {
          if (value.getBytes(StandardCharsets.UTF_8).length > Limits.SECRET_BYTES) {
            throw ProblemException.invalid(
                "secret." + key, "Must have at most " + Limits.SECRET_BYTES + " bytes.");
          }
        });
    Map<String, @Nullable Object> sealed = new LinkedHashMap<>();
    secret.forEach(
        (key, value) ->
            sealed.put(
                key,
                value.isEmpty() && present.contains(key)
                    ? null
                    : vault.encrypt(functionId, key, value)));
    return sealed;
  }
}
