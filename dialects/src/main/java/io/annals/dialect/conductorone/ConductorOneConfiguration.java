package io.annals.dialect.conductorone;

import io.annals.api.access.OnceOnly;
import io.annals.api.blob.BlobStore;
import io.annals.api.secret.SecretVault;
import io.annals.api.secret.ServerKeys;
import java.time.Clock;
import java.time.Duration;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The ConductorOne dialect as a part of a Spring Boot application.
 *
 * <p>Needs a {@link CommandGateway}, a {@link QueryGateway}, a {@link BlobStore}, a {@link
 * SecretVault}, {@link ServerKeys}, {@link OnceOnly}, {@link io.annals.api.access.ClientKeys},
 * {@link io.annals.api.access.AccessTokens} and {@link io.annals.api.upload.PendingRevisions}; a
 * filter before it that puts the {@link io.annals.api.context.Caller} into the request; and a web
 * server that lets {@code %2F} through on {@link #isCommitPath these paths}.
 *
 * <p>{@code annals.conductorone.patience} is how long an answer waits for its change to become
 * visible, 5 s by default; {@code annals.conductorone.upload-life} how long an upload address is
 * good, an hour by default.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  FunctionController.class,
  CommitController.class,
  TagController.class,
  UploadController.class,
  TokenController.class,
  OtherController.class,
  C1Errors.class
})
public class ConductorOneConfiguration {

  /** Whether a path names a commit, by a reference that may hold {@code %2F}. */
  public static boolean isCommitPath(String path) {
    return path.matches("/api/v1/functions/[^/]+/commits/[^/]+(/[a-z]+)?");
  }

  @Bean
  C1Registry conductorOneRegistry(
      CommandGateway commands,
      QueryGateway queries,
      @Value("${annals.conductorone.patience:5s}") Duration patience) {
    return new C1Registry(commands, queries, patience);
  }

  @Bean
  FunctionWriter conductorOneWriter(SecretVault vault) {
    return new FunctionWriter(new Secrets(vault));
  }

  @Bean
  CommitCode conductorOneCode(BlobStore blobs) {
    return new CommitCode(blobs);
  }

  @Bean
  CommitView conductorOneCommits(C1Registry registry) {
    return new CommitView(registry);
  }

  @Bean
  UploadUrls conductorOneUploads(
      ServerKeys keys, @Value("${annals.conductorone.upload-life:1h}") Duration life) {
    return new UploadUrls(keys, life, Clock.systemUTC());
  }

  @Bean
  ClientProof conductorOneProof(OnceOnly once) {
    return new ClientProof(once, Clock.systemUTC());
  }
}
