package io.annals.server.endtoend;

import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewDump;
import io.annals.server.ServerSettings.Postgres;
import java.util.ArrayList;
import java.util.List;

/** Looks at the views of a place as they lie in their database. */
final class Views {
  private Views() {}

  /** Every row of every view, in a fixed order. No registry may be running in the place. */
  static List<String> dump(Place place) {
    Postgres postgres = place.postgres();
    try (ViewDatabase views =
        postgres == null
            ? ViewDatabase.sqlite(place.data())
            : ViewDatabase.postgres(postgres.url(), postgres.user(), postgres.password())) {
      return dump(views);
    }
  }

  /** The same of a registry that is running. */
  static List<String> dump(ViewDatabase views) {
    List<String> lines = new ArrayList<>();
    ViewDump.write(views, lines::add);
    return lines;
  }
}
