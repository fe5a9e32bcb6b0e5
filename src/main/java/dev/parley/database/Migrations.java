package dev.parley.database;

import dev.parley.settings.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/**
 * Brings the schema up to what this program needs. Another node that does so at the same time is
 * waited for; a schema that is already ahead of the program is left alone.
 */
public final class Migrations {

  private final DatabaseUrl url;

  /** For that database; migrations are those in {@code db/migration} of the class path. */
  public Migrations(DatabaseUrl url) {
    this.url = url;
  }

  /** {@link #run} on a worker thread. */
  public Future<Void> run(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          run();
          return null;
        },
        false);
  }

  /**
   * Migrates. Blocking.
   *
   * @throws StartException when the schema is newer than the program, or cannot be migrated
   */
  public void run() {
    try {
      if (!SchemaHistory.isComplete(url)) {
        migrate();
      }
    } catch (FlywayException | SQLException e) {
      throw new StartException("The schema of " + url + " cannot be migrated: " + reason(e), e);
    }
  }

  private void migrate() {
    Flyway flyway = flyway();
    refuseNewer(flyway.info());
    flyway.migrate();
  }

  private Flyway flyway() {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url.dataSource())
        .locations("classpath:db/migration")
        .schemas("public")
        .defaultSchema("public")
        .createSchemas(false)
        .cleanDisabled(true)
        .validateMigrationNaming(true)
        // Another node may need a while; the default gives up after 50 s.
        .lockRetryCount(300)
        .load();
  }

  private void refuseNewer(MigrationInfoService schema) {
    for (MigrationInfo migration : schema.applied()) {
      if (migration.getState().isResolved() || migration.getVersion() == null) {
        continue;
      }
      throw new StartException(
          "The schema of "
              + url
              + " is newer than this program: it has migration V"
              + migration.getVersion()
              + " ("
              + migration.getDescription()
              + "). Start the newer version of Parley.");
    }
  }

  private static String reason(Exception e) {
    String text =
        e.getCause() instanceof SQLException refused ? refused.getMessage() : e.getMessage();
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " | ");
  }
}
