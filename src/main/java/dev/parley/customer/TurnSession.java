package dev.parley.customer;

import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.Map;

/**
 * What the connections for turns are set to when they open.
 *
 * <p>The one statement that runs on them is planned once, perhaps while the tables are empty, and
 * the plan is kept while they grow. So every way is barred that is good only for small tables.
 */
final class TurnSession {

  private static final Map<String, String> PLAN =
      Map.of(
          "plan_cache_mode", "force_generic_plan",
          "enable_seqscan", "off",
          "enable_bitmapscan", "off",
          "enable_hashjoin", "off",
          "enable_mergejoin", "off",
          "enable_material", "off",
          "jit", "off");

  /**
   * Longer than any lane waits that carries turns or enquiries. Whom a lane has given up, the
   * server would carry on for whoever is gone, however long it takes, on a connection that nobody
   * else gets.
   */
  static final Duration LONGEST_STATEMENT = Duration.ofSeconds(15);

  private TurnSession() {}

  /**
   * The options to open such a connection with.
   *
   * @param database where the database is
   * @param lockTimeout how long a statement waits for a row that another transaction holds
   * @param longestStatement how long a statement may run; no less than its lane waits for it
   */
  static PgConnectOptions options(
      PgConnectOptions database, Duration lockTimeout, Duration longestStatement) {
    PgConnectOptions options = new PgConnectOptions(database);
    PLAN.forEach(options::addProperty);
    return options
        .addProperty("lock_timeout", lockTimeout.toMillis() + "ms")
        .addProperty("statement_timeout", longestStatement.toMillis() + "ms")
        // The server finds out in a minute or two, not in two hours, that nobody is there any more.
        .addProperty("tcp_keepalives_idle", "60")
        .addProperty("tcp_keepalives_interval", "10")
        .addProperty("tcp_keepalives_count", "3")
        // Beyond the limit, the client would have the statement planned anew each time.
        .setPreparedStatementCacheSqlLimit(
            Math.max(TurnQueries.STORE_BATCH.length(), TurnQueries.STORE_KNOWN.length()))
        .setCachePreparedStatements(true);
  }
}
