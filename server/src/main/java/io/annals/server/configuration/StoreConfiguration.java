package io.annals.server.configuration;

import io.annals.api.blob.BlobRemoval;
import io.annals.api.job.Jobs;
import io.annals.api.log.EventLog;
import io.annals.api.secret.SecretVault;
import io.annals.api.serialization.EventSerializer;
import io.annals.eventstore.DataFolder;
import io.annals.eventstore.DataFolderInUseException;
import io.annals.eventstore.DataFolderUnusableException;
import io.annals.eventstore.DatabaseUnreachableException;
import io.annals.eventstore.EventDatabase;
import io.annals.eventstore.GroupCommitEngine;
import io.annals.eventstore.SqlBlobRemoval;
import io.annals.eventstore.SqlBlobStore;
import io.annals.eventstore.SqlEventLog;
import io.annals.eventstore.SqlJobs;
import io.annals.eventstore.TinkSecretVault;
import io.annals.eventstore.WokenEventStore;
import io.annals.eventstore.WrongMasterKeyException;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.StartupException;
import io.annals.server.security.MasterKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Opens what is kept on disk. Spring closes it in the reverse order. */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {
  /** Appends that may wait for the writer; more are answered 503. */
  private static final int QUEUE_CAPACITY = 4096;

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

  /** What the registry shows. */
  @Bean
  @Primary
  ViewDatabase viewDatabase(ServerSettings settings, DataFolder folder) {
    return views(ViewSchema.REGISTRY, settings, folder);
  }

  @Bean
  ViewDatabase analyticsDatabase(ServerSettings settings, DataFolder folder) {
    return views(AnalyticsSide.SCHEMA, settings, folder);
  }

  private static ViewDatabase views(ViewSchema schema, ServerSettings settings, DataFolder folder) {
    Postgres postgres = settings.postgres();
    return explained(
        () ->
            postgres == null
                ? ViewDatabase.sqlite(schema, folder.path())
                : ViewDatabase.postgres(
                    schema, postgres.url(), postgres.user(), postgres.password()));
  }

  @Bean
  EventSerializer eventSerializer() {
    return EventSerializer.create();
  }

  @Bean
  GroupCommitEngine groupCommitEngine(
      EventDatabase database, EventSerializer serializer, MeterRegistry meters) {
    return GroupCommitEngine.builder(database)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .meters(meters)
        .queueCapacity(QUEUE_CAPACITY)
        .build();
  }

  @Bean
  WokenEventStore eventStore(GroupCommitEngine engine) {
    return WokenEventStore.builder(engine).build();
  }

  @Bean
  EventLog eventLog(EventDatabase database, GroupCommitEngine engine) {
    return new SqlEventLog(database, engine);
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

  private static <T> T explained(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (DataFolderInUseException
        | DataFolderUnusableException
        | DatabaseUnreachableException e) {
      throw new StartupException(Objects.requireNonNull(e.getMessage()), e);
    }
  }
}
