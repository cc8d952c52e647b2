package io.annals.server.configuration;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.job.Jobs;
import io.annals.api.log.EventLog;
import io.annals.api.secret.SecretVault;
import io.annals.api.serialization.EventSerializer;
import io.annals.eventstore.AxonServerUnusableException;
import io.annals.eventstore.DataFolder;
import io.annals.eventstore.DataFolderInUseException;
import io.annals.eventstore.DataFolderUnusableException;
import io.annals.eventstore.DatabaseUnreachableException;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.SqlBlobRemoval;
import io.annals.eventstore.SqlBlobStore;
import io.annals.eventstore.SqlJobs;
import io.annals.eventstore.StoredEventLog;
import io.annals.eventstore.StreamedEngine;
import io.annals.eventstore.TinkSecretVault;
import io.annals.eventstore.WokenEventStore;
import io.annals.eventstore.WrongMasterKeyException;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.StartupException;
import io.annals.server.security.MasterKey;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens what is kept on disk. Spring closes it in the reverse order. */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {
  @Bean
  DataFolder dataFolder(ServerSettings settings) {
    return explained(() -> DataFolder.open(settings.data()));
  }

  @Bean
  EventDatabase eventDatabase(ServerSettings settings, DataFolder folder) {
    Postgres postgres = settings.postgres();
    return explained(
        () ->
            postgres == null
                ? EventDatabase.sqlite(folder)
                : EventDatabase.postgres(postgres.url(), postgres.user(), postgres.password()));
  }

  @Bean
  EventSerializer eventSerializer() {
    return EventSerializer.create();
  }

  @Bean
  WokenEventStore eventStore(StreamedEngine engine) {
    return WokenEventStore.builder(engine).build();
  }

  @Bean
  EventLog eventLog(StreamedEngine engine) {
    return new StoredEventLog(engine);
  }

  /** {@code annals.jobs.silence} is how long other nodes wait for a word of a job. */
  @Bean
  Jobs jobs(EventDatabase database, @Value("${annals.jobs.silence:20s}") Duration silence) {
    return new SqlJobs(database, silence);
  }

  @Bean
  SqlBlobStore blobStore(EventDatabase database) {
    return new SqlBlobStore(database);
  }

  @Bean
  BlobRemoval blobRemoval(EventDatabase database, SqlBlobStore blobs) {
    return new SqlBlobRemoval(database, blobs);
  }

  @Bean
  SecretVault secretVault(ServerSettings settings, DataFolder folder, EventDatabase database) {
    MasterKey key =
        MasterKey.of(folder.path(), settings.masterKey(), TinkSecretVault.isInUse(database));
    try {
      return TinkSecretVault.open(database, key.bytes());
    } catch (WrongMasterKeyException e) {
      throw new StartupException(e.getMessage() + "; look at " + key.place(), e);
    }
  }

  /** Says to the operator what cannot be opened, where that is known. */
  static <T> T explained(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (DataFolderInUseException
        | DataFolderUnusableException
        | DatabaseUnreachableException
        | AxonServerUnusableException e) {
      throw new StartupException(Objects.requireNonNull(e.getMessage()), e);
    }
  }
}
