package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * How customers and visitors go who have no room and said nothing that is still there, and are as
 * old as rooms get: those whom no room took along, since they had something elsewhere when it went.
 * All of a tenant's are looked at, a page at a time, and one who cannot go keeps no other. Whoever
 * is being made is younger, and whoever comes back at that moment refers to what is locked, and
 * stays or begins anew. Thread-safe.
 */
final class LonelyPeople {

  private static final int AT_ONCE = 500;

  private final Pool pool;

  LonelyPeople(Pool pool) {
    this.pool = pool;
  }

  /**
   * Goes through them once, and tells how many went. Never fails.
   *
   * @param days how long the tenant keeps what is quiet
   */
  Future<Long> delete(UUID domainId, int days, SteppingWalk.Run run) {
    People customers =
        new People(
            domainId,
            days,
            RetentionQueries.NEXT_CUSTOMERS,
            RetentionQueries.NEXT_CUSTOMER,
            some -> customers(domainId, days, some));
    People visitors =
        new People(
            domainId,
            days,
            RetentionQueries.NEXT_VISITORS,
            RetentionQueries.NEXT_VISITOR,
            some -> visitors(domainId, days, some));
    return through(customers, "the customer", run)
        .compose(gone -> through(visitors, "the visitor", run).map(more -> gone + more));
  }

  private static Future<Long> through(People people, String what, SteppingWalk.Run run) {
    return SteppingWalk.through(people, what, AT_ONCE, run)
        .recover(cause -> run.leftovers().stays("people who have nothing left", cause));
  }

  /** Those of one table; who of a page is lonely goes in one transaction. */
  private final class People implements SteppingWalk.Pages {

    private final UUID domainId;
    private final int days;
    private final String pageSql;
    private final String nextSql;
    private final Function<List<UUID>, Future<Long>> deletion;

    People(
        UUID domainId,
        int days,
        String pageSql,
        String nextSql,
        Function<List<UUID>, Future<Long>> deletion) {
      this.domainId = domainId;
      this.days = days;
      this.pageSql = pageSql;
      this.nextSql = nextSql;
      this.deletion = deletion;
    }

    @Override
    public Future<RowSet<Row>> look(UUID after, int most) {
      return pool.preparedQuery(pageSql).execute(Tuple.of(domainId, after, most, days));
    }

    @Override
    public Future<Long> work(RowSet<Row> page) {
      List<UUID> lonely = lonely(page);
      return lonely.isEmpty() ? Future.succeededFuture(0L) : deletion.apply(lonely);
    }

    @Override
    public Future<List<UUID>> next(UUID after) {
      return Belongings.ids(pool, nextSql, Tuple.of(domainId, after));
    }
  }

  private static List<UUID> lonely(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> row.getBoolean("is_lonely"))
        .map(row -> row.getUUID("id"))
        .toList();
  }

  /** With the visitors who are taken for them. */
  private Future<Long> customers(UUID domainId, int days, List<UUID> customers) {
    return Bulk.unlessHeld(
        pool,
        domainId,
        bulk ->
            bulk.inPieces(ErasureQueries.LOCK_CUSTOMERS, customers)
                .compose(
                    locked ->
                        Belongings.ids(
                            bulk.client(),
                            PersonQueries.VISITORS,
                            Tuple.of(domainId).addArrayOfUUID(array(customers))))
                .compose(visitors -> bulk.inPieces(ErasureQueries.LOCK_VISITORS, visitors))
                .compose(locked -> still(bulk, RetentionQueries.LONELY_CUSTOMERS, customers, days))
                .compose(
                    ids ->
                        bulk.inPieces(RetentionQueries.DELETE_VISITORS_OF_CUSTOMERS, ids)
                            .compose(
                                gone ->
                                    bulk.inPieces(RetentionQueries.DELETE_LONELY_CUSTOMERS, ids)
                                        .map(more -> gone + more))));
  }

  private Future<Long> visitors(UUID domainId, int days, List<UUID> visitors) {
    return Bulk.unlessHeld(
        pool,
        domainId,
        bulk ->
            bulk.inPieces(ErasureQueries.LOCK_VISITORS, visitors)
                .compose(locked -> still(bulk, RetentionQueries.LONELY_VISITORS, visitors, days))
                .compose(ids -> bulk.inPieces(RetentionQueries.DELETE_VISITORS, ids)));
  }

  /** What was so before they were locked may not be so any more. */
  private static Future<List<UUID>> still(Bulk bulk, String sql, List<UUID> ids, int days) {
    return bulk.execute(sql, Tuple.of(bulk.domainId(), array(ids), days)).map(LonelyPeople::lonely);
  }
}
