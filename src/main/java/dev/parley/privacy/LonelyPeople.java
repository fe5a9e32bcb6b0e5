package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * How customers and visitors go who have no room and said nothing that is still there, and are as
 * old as rooms get: those whom no room took along, since they had something elsewhere when it went.
 * All of a tenant's are looked at, a page at a time. Whoever is being made is younger, and whoever
 * comes back at that moment refers to what is locked, and stays or begins anew. Thread-safe.
 */
final class LonelyPeople {

  private static final int AT_ONCE = 500;

  private final Pool pool;

  LonelyPeople(Pool pool) {
    this.pool = pool;
  }

  /**
   * Goes through them once, and tells how many went.
   *
   * @param days how long the tenant keeps what is quiet
   * @param stopped whether no further page is to be begun
   * @param pause between two pages
   * @param leftovers are told whom it could not delete
   */
  Future<Long> delete(
      UUID domainId,
      int days,
      BooleanSupplier stopped,
      Supplier<Future<Void>> pause,
      Leftovers leftovers) {
    Walk walk = new Walk(domainId, days, stopped, pause, leftovers);
    return walk.through(RetentionQueries.NEXT_CUSTOMERS, some -> customers(domainId, days, some))
        .compose(
            customers ->
                walk.through(RetentionQueries.NEXT_VISITORS, some -> visitors(domainId, days, some))
                    .map(visitors -> customers + visitors));
  }

  /** The pages of one table, and what is done to those of a page who are lonely. */
  private final class Walk {

    private final UUID domainId;
    private final int days;
    private final BooleanSupplier stopped;
    private final Supplier<Future<Void>> pause;
    private final Leftovers leftovers;

    Walk(
        UUID domainId,
        int days,
        BooleanSupplier stopped,
        Supplier<Future<Void>> pause,
        Leftovers leftovers) {
      this.domainId = domainId;
      this.days = days;
      this.stopped = stopped;
      this.pause = pause;
      this.leftovers = leftovers;
    }

    Future<Long> through(String sql, Function<List<UUID>, Future<Long>> work) {
      return PageWalk.through(
              after ->
                  pool.preparedQuery(sql)
                      .execute(Tuple.of(domainId, after, AT_ONCE, days))
                      .compose(rows -> page(rows, work)))
          .recover(this::stays);
    }

    private Future<Long> stays(Throwable cause) {
      return leftovers.stays("people who have nothing left", cause);
    }

    private Future<PageWalk.Page> page(RowSet<Row> rows, Function<List<UUID>, Future<Long>> work) {
      List<UUID> lonely = lonely(rows);
      Future<Long> gone =
          lonely.isEmpty() ? Future.succeededFuture(0L) : work.apply(lonely).recover(this::stays);
      return gone.compose(
          count ->
              rows.size() < AT_ONCE || stopped.getAsBoolean()
                  ? Future.succeededFuture(new PageWalk.Page(count, Optional.empty()))
                  : pause.get().map(new PageWalk.Page(count, Optional.of(PageWalk.last(rows)))));
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
