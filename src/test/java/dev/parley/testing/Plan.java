package dev.parley.testing;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How PostgreSQL would run a prepared statement, as {@code EXPLAIN (COSTS OFF)} has it. */
public final class Plan {

  private static final Pattern PARAMETER = Pattern.compile("\\$\\d+");

  private Plan() {}

  /** With nothing for every parameter: what they are does not matter to a generic plan. */
  public static List<String> of(Vertx vertx, PgConnectOptions session, String sql) {
    String nulls =
        PARAMETER
            .matcher(sql)
            .results()
            .map(MatchResult::group)
            .distinct()
            .map(parameter -> "NULL")
            .collect(Collectors.joining(", "));
    return of(vertx, session, sql, nulls);
  }

  /**
   * The lines of the plan.
   *
   * @param session as what it is planned, {@code plan_cache_mode} and all
   * @param parameters as SQL has them, with commas between
   */
  public static List<String> of(
      Vertx vertx, PgConnectOptions session, String sql, String parameters) {
    PgConnection connection = await(PgConnection.connect(vertx, session));
    try {
      await(connection.query("PREPARE it AS " + sql).execute());
      var rows =
          await(connection.query("EXPLAIN (COSTS OFF) EXECUTE it (" + parameters + ")").execute());
      return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString(0)).toList();
    } finally {
      await(connection.close());
    }
  }

  /** The same session, in which plans are made like that. */
  public static PgConnectOptions made(String mode, PgConnectOptions session) {
    return new PgConnectOptions(session).addProperty("plan_cache_mode", mode);
  }
}
