package io.annals.command.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.secret.Secret;
import io.annals.api.secret.SecretChanged;
import io.annals.api.secret.SecretEvent;
import io.annals.api.secret.SecretPut;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a namespace as of an event. Immutable.
 *
 * @param stream the stream's id
 * @param namespace whose secrets they are
 * @param byName oldest first
 */
record SecretStates(String stream, String namespace, Map<String, Secret> byName) {

  @JsonCreator
  SecretStates(
      @JsonProperty("stream") String stream,
      @JsonProperty("namespace") String namespace,
      @JsonProperty("byName") Map<String, Secret> byName) {
    this.stream = stream;
    this.namespace = namespace;
    this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  @Nullable Secret find(String name) {
    return byName.get(name);
  }

  /** The secrets after an event. */
  static SecretStates after(@Nullable SecretStates before, SecretEvent event, Instant time) {
    Map<String, Secret> all =
        before == null ? new LinkedHashMap<>() : new LinkedHashMap<>(before.byName);
    Secret known = all.get(event.name());
    all.put(event.name(), next(known, event, time));
    return new SecretStates(event.stream(), namespaceAfter(before, event), all);
  }

  /** The namespace as of an event; only the first of a stream needs to name it. */
  static String namespaceAfter(@Nullable SecretStates before, SecretEvent event) {
    return event instanceof SecretPut put
        ? put.namespace()
        : Objects.requireNonNull(before, "The secrets' first event names their namespace")
            .namespace;
  }

  private static Secret next(@Nullable Secret before, SecretEvent event, Instant time) {
    if (event instanceof SecretPut put) {
      return new Secret(
          put.id(),
          put.name(),
          put.ciphertext(),
          true,
          put.reserved(),
          before == null ? null : before.lastUse(),
          put.expires(),
          before == null ? time : before.createTime(),
          time);
    }
    Secret known = Objects.requireNonNull(before, "The secret's first event is not its creation");
    if (event instanceof SecretChanged changed) {
      return new Secret(
          known.id(),
          known.name(),
          changed.ciphertext() == null ? known.ciphertext() : changed.ciphertext(),
          changed.active() == null ? known.active() : changed.active(),
          changed.reserved() == null ? known.reserved() : changed.reserved(),
          known.lastUse(),
          changed.endless()
              ? null
              : changed.expires() == null ? known.expires() : changed.expires(),
          known.createTime(),
          time);
    }
    return new Secret(
        known.id(),
        known.name(),
        known.ciphertext(),
        known.active(),
        known.reserved(),
        time,
        known.expires(),
        known.createTime(),
        known.updateTime());
  }
}
