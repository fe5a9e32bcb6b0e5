package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes whole tables, when they can be had within moments. Whoever waits for one has all turns
 * queue behind him. So one looks first who has them, without waiting for anything, and looks again,
 * until nobody is there who was there at the look before: then only short transactions come and go,
 * and the lock is had as soon as those end that are under way. To take them only when nobody has
 * them would not do: where there is much to do, somebody always has. Not thread-safe.
 */
final class TableLocks {

  private static final int MOST_LOOKS = 10;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Vertx vertx;

  TableLocks(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Completes once the transaction has the tables, until its end. Fails with {@link
   * Failure#OVERLOADED} when somebody has one of them for long.
   */
  Future<Void> take(PgConnection connection, List<String> tables) {
    String lock = IdentityQueries.LOCK_TABLES.formatted(String.join(", ", tables));
    return holders(connection, tables)
        .compose(first -> awaitShortOnes(connection, tables, first, 1))
        .compose(free -> connection.query(lock).execute())
        .mapEmpty();
  }

  private Future<Void> awaitShortOnes(
      PgConnection connection, List<String> tables, Set<String> before, int looks) {
    if (before.isEmpty()) {
      return Future.succeededFuture();
    }
    if (looks == MOST_LOOKS) {
      return Future.failedFuture(Failure.OVERLOADED.because("others hold what is needed"));
    }
    return vertx
        .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
        .compose(over -> holders(connection, tables))
        .compose(
            now ->
                Collections.disjoint(before, now)
                    ? Future.succeededFuture()
                    : awaitShortOnes(connection, tables, now, looks + 1));
  }

  /** Which transactions are in the way: those of others that have one of the tables, or wait. */
  private static Future<Set<String>> holders(PgConnection connection, List<String> tables) {
    return Mending.all(
            connection, IdentityQueries.TABLE_HOLDERS, Tuple.of(tables.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> holders = new HashSet<>();
              rows.forEach(row -> holders.add(row.getString("virtualtransaction")));
              return holders;
            });
  }
}
