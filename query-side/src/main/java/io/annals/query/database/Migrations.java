package io.annals.query.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/** Brings the tables of the views to this release's form. */
final class Migrations {
  private static final String HISTORY_TABLE = "view_migrations";

  private Migrations() {}

  /**
   * Migrates.
   *
   * @param schema of PostgreSQL, null with SQLite
   * @throws org.flywaydb.core.api.FlywayException if the tables cannot be read or brought up
   * @throws LaterReleaseException if they are ahead of this release
   */
  static void run(DataSource source, Vendor vendor, ViewSchema views, @Nullable String schema) {
    var configuration =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:" + views.migrations())
            .placeholders(vendor.columnTypes())
            .table(HISTORY_TABLE)
            .baselineOnMigrate(true)
            .baselineVersion("0");
    if (schema != null) {
      configuration.defaultSchema(schema).createSchemas(true);
    }
    Flyway flyway = configuration.load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isResolved() || applied.getType().isBaseline()) {
        continue;
      }
      if (applied.getVersion() != null) {
        throw new LaterReleaseException("version " + applied.getVersion());
      }
    }
    flyway.migrate();
  }

  /** The tables have a form that this release does not know. */
  static final class LaterReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaterReleaseException(String form) {
      super("The views were written by a later release (" + form + ").");
    }
  }
}
