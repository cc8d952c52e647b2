package io.annals.server.configuration;

import io.annals.eventstore.DataFolder;
import io.annals.eventstore.StoreState;
import io.annals.query.FollowedViews;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.annals.server.ServerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A gateway without views of its own hears how far those of the query side have come. */
@Configuration(proxyBeanMethods = false)
public class FollowedViewsConfiguration {

  @Bean
  ViewDatabase viewDatabase(ServerSettings settings, DataFolder folder) {
    return ViewsConfiguration.views(ViewSchema.REGISTRY, settings, folder);
  }

  @Bean
  FollowedViews followedViews(ViewDatabase database) {
    return FollowedViews.of(database);
  }

  @Bean
  ServedLag servedLag(StoreState store, FollowedViews views) {
    return () -> views.isCurrent() ? store.headPosition() - views.position() : 0;
  }
}
