package dev.parley.database;

import dev.parley.bus.Causes;
import dev.parley.settings.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to what this program needs. Another node that does so at the same time is
 * waited for; a schema that is already ahead of the program is left alone.
 *
 * <p>Other nodes go on meanwhile. A migration that waits for a table keeps everybody else from it
 * who comes later, so it waits no longer than a turn does, gives way, and comes again.
 */
public final class Migrations {

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** PostgreSQL's lock_not_available. */
  private static final String LOCKED = "55P03";

  /** PostgreSQL's insufficient_privilege. */
  private static final String MAY_NOT = "42501";

  private static final String BE_THE_OWNER =
      ". The user in DATABASE_URL must be the owner of the database, or may make tables in its schema public";

  /** Time for what has waited meanwhile. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** So many attempts: a minute or more. */
  private static final int TOLD_EVERY = 20;

  private final DatabaseUrl url;

  /** For that database; migrations are those in {@code db/migration} of the class path. */
  public Migrations(DatabaseUrl url) {
    this.url = url;
  }

  /** {@link #run} on a thread of its own, which may wait for others for as long as it takes. */
  public Future<Void> run(Vertx vertx) {
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("migrations", 1, 1, TimeUnit.DAYS);
    return worker
        .<Void>executeBlocking(
            () -> {
              run();
              return null;
            })
        .eventually(worker::close);
  }

  /**
   * Migrates. Blocking.
   *
   * @throws StartException when the schema is newer than the program, or cannot be migrated
   */
  public void run() {
    try {
      if (!SchemaHistory.isComplete(url)) {
        migrateAlone();
      }
    } catch (FlywayException | SQLException e) {
      throw new StartException("The schema of " + url + " cannot be migrated: " + reason(e), e);
    }
  }

  private void migrateAlone() throws SQLException {
    try (MigrationLock lock = MigrationLock.take(url)) {
      MigrationMark.writeDown(lock.connection());
      if (!SchemaHistory.isComplete(lock.connection())) {
        migrate(lock);
      }
    }
  }

  private void migrate(MigrationLock lock) throws SQLException {
    Flyway flyway = flyway();
    refuseNewer(flyway.info());
    Optional<MigrateResult> done = attempt(flyway);
    for (int attempts = 0; done.isEmpty(); attempts++) {
      if (attempts % TOLD_EVERY == 0) {
        LOG.warn(
            "The schema of {} cannot be changed yet, since its tables are in use by {}."
                + " Parley tries again until they are not",
            url,
            lock.inTheWay());
      }
      MigrationLock.pause(PAUSE);
      done = attempt(flyway);
    }
    tell(done.get());
  }

  /** Empty while somebody is in the way. */
  private static Optional<MigrateResult> attempt(Flyway flyway) {
    try {
      return Optional.of(flyway.migrate());
    } catch (FlywayException e) {
      if (Causes.of(e)
          .anyMatch(it -> it instanceof SQLException sql && LOCKED.equals(sql.getSQLState()))) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Of a database that was empty there is nothing to tell. */
  private void tell(MigrateResult done) {
    if (done.initialSchemaVersion != null) {
      LOG.info(
          "The schema of {} was brought from V{} to V{} in {} ms",
          url,
          done.initialSchemaVersion,
          done.targetSchemaVersion,
          done.getTotalMigrationTime());
    }
  }

  private Flyway flyway() {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url.dataSource())
        .initSql(MigrationLock.MANNERS)
        .callbacks(new MigrationMark())
        .locations("classpath:db/migration")
        .schemas("public")
        .defaultSchema("public")
        .createSchemas(false)
        .cleanDisabled(true)
        .validateMigrationNaming(true)
        // A node of an earlier version takes Flyway's lock alone, and may need a while.
        .lockRetryCount(-1)
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

  /** In PostgreSQL's words, and what is to be done where it does not say so. */
  private static String reason(Exception e) {
    Optional<SQLException> refused =
        Causes.of(e)
            .filter(SQLException.class::isInstance)
            .map(SQLException.class::cast)
            .findFirst();
    String text = refused.map(Throwable::getMessage).orElse(e.getMessage());
    String hint =
        refused.filter(it -> MAY_NOT.equals(it.getSQLState())).map(it -> BE_THE_OWNER).orElse("");
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " | ") + hint;
  }
}
