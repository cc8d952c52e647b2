package io.annals.server.configuration;

import io.annals.api.log.TransparencyLog;
import io.annals.eventstore.DataFolder;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.StartupException;
import io.annals.transparency.LogDatabase;
import io.annals.transparency.LogUnusableException;
import io.annals.transparency.SqlTransparencyLog;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the transparency log. */
@Configuration(proxyBeanMethods = false)
public class TransparencyConfiguration {
  @Bean
  LogDatabase logDatabase(ServerSettings settings, DataFolder folder) {
    Postgres postgres = settings.postgres();
    try {
      return postgres == null
          ? LogDatabase.sqlite(folder.path())
          : LogDatabase.postgres(postgres.url(), postgres.user(), postgres.password());
    } catch (LogUnusableException e) {
      throw new StartupException(Objects.requireNonNull(e.getMessage()), e);
    }
  }

  @Bean
  TransparencyLog transparencyLog(LogDatabase database) {
    return new SqlTransparencyLog(database);
  }
}
