package io.annals.server.configuration;

import io.annals.eventstore.DataFolder;
import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The databases of the views. */
@Configuration(proxyBeanMethods = false)
public class ViewsConfiguration {

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

  static ViewDatabase views(ViewSchema schema, ServerSettings settings, DataFolder folder) {
    Postgres postgres = settings.postgres();
    return StoreConfiguration.explained(
        () ->
            postgres == null
                ? ViewDatabase.sqlite(schema, folder.path())
                : ViewDatabase.postgres(
                    schema, postgres.url(), postgres.user(), postgres.password()));
  }
}
