package io.annals.server.configuration;

import io.annals.api.access.ClientKeys;
import io.annals.api.access.OnceOnly;
import io.annals.api.context.Credentials;
import io.annals.api.secret.SecretVault;
import io.annals.api.secret.ServerKeys;
import io.annals.api.upload.PendingRevisions;
import io.annals.eventstore.DataFolder;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.SqlClientKeys;
import io.annals.eventstore.SqlOnceOnly;
import io.annals.eventstore.SqlPendingRevisions;
import io.annals.eventstore.SqlServerKeys;
import io.annals.server.ServerSettings;
import io.annals.server.access.AnyCredentials;
import io.annals.server.access.SignedTokens;
import io.annals.server.security.RootCredentials;
import io.annals.server.security.RootKey;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Who has a key: the root key's holder, and clients with tokens. {@code annals.tokens.life} is how
 * long a token lives, an hour by default.
 */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

  @Bean
  RootKey rootKey(ServerSettings settings, DataFolder folder) {
    return RootKey.of(folder.path(), settings.rootKey());
  }

  @Bean
  ClientKeys clientKeys(EventDatabase database) {
    return new SqlClientKeys(database);
  }

  @Bean
  OnceOnly onceOnly(EventDatabase database) {
    return new SqlOnceOnly(database);
  }

  @Bean
  ServerKeys serverKeys(EventDatabase database, SecretVault vault) {
    return new SqlServerKeys(database, vault);
  }

  @Bean
  PendingRevisions pendingRevisions(EventDatabase database) {
    return new SqlPendingRevisions(database);
  }

  @Bean
  SignedTokens signedTokens(
      ServerKeys keys, ClientKeys clients, @Value("${annals.tokens.life:1h}") Duration life) {
    return new SignedTokens(keys, clients, life, Clock.systemUTC());
  }

  @Bean
  @Primary
  Credentials credentials(RootKey key, SignedTokens tokens) {
    return new AnyCredentials(new RootCredentials(key), tokens);
  }
}
