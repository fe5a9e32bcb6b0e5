package dev.parley.privacy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Goes through what a tenant has, page by page in the order of its ids. A page that fails, be it
 * for a single one, is tried again with fewer, and at last that one is stepped over: else what is
 * behind it would stay for ever. Where one after the other fails it is not for them, and the rest
 * is left for the next run. To be used once, on one context.
 */
final class SteppingWalk {

  /** By so much a page becomes smaller when it fails, and larger when it does not. */
  private static final int FEWER = 10;

  /** In a row. */
  private static final int MOST_STEPPED_OVER = 100;

  /** What is gone through, and what is done to it. */
  interface Pages {

    /** Looks at the next ones behind an id, at most so many. */
    Future<RowSet<Row>> look(UUID after, int most);

    /** Does what is to be done to those of a page, and tells how many went. */
    Future<Long> work(RowSet<Row> page);

    /** The id of the next one, at which nothing else is looked; empty when there is none. */
    Future<List<UUID>> next(UUID after);
  }

  /**
   * How a run fares.
   *
   * @param stopped whether no further page is to be begun
   * @param pause between two pages
   * @param leftovers told what is stepped over
   */
  record Run(BooleanSupplier stopped, Supplier<Future<Void>> pause, Leftovers leftovers) {}

  private final Pages pages;
  private final String what;
  private final int atOnce;
  private final Run run;
  private int size;
  private int steppedOver;

  private SteppingWalk(Pages pages, String what, int atOnce, Run run) {
    this.pages = pages;
    this.what = what;
    this.atOnce = atOnce;
    this.run = run;
    this.size = atOnce;
  }

  /**
   * Completes with how many went; fails only when not even the next one's id is found.
   *
   * @param what one of them is called: the room
   * @param atOnce the most of a page
   */
  static Future<Long> through(Pages pages, String what, int atOnce, Run run) {
    return PageWalk.through(new SteppingWalk(pages, what, atOnce, run)::page);
  }

  private Future<PageWalk.Page> page(UUID after) {
    int most = size;
    return pages
        .look(after, most)
        .compose(rows -> pages.work(rows).map(gone -> new Done(rows, gone)))
        .transform(
            done -> done.succeeded() ? larger(done.result(), most) : smaller(after, done.cause()));
  }

  private record Done(RowSet<Row> rows, long gone) {}

  private Future<PageWalk.Page> larger(Done done, int most) {
    size = Math.min(atOnce, most * FEWER);
    steppedOver = 0;
    return done.rows().size() < most
        ? end(done.gone())
        : behind(done.gone(), PageWalk.last(done.rows()));
  }

  private Future<PageWalk.Page> smaller(UUID after, Throwable cause) {
    if (size == 1) {
      return pages
          .next(after)
          .compose(next -> next.isEmpty() ? end(0) : stepOver(next.get(0), cause));
    }
    size = Math.max(1, size / FEWER);
    return behind(0, after);
  }

  private Future<PageWalk.Page> stepOver(UUID one, Throwable cause) {
    if (steppedOver == MOST_STEPPED_OVER) {
      run.leftovers().givenUp(what + " " + one, cause);
      return end(0);
    }
    steppedOver++;
    return run.leftovers().stays(what + " " + one, cause).compose(gone -> behind(gone, one));
  }

  private Future<PageWalk.Page> behind(long gone, UUID last) {
    return run.stopped().getAsBoolean()
        ? end(gone)
        : run.pause().get().map(new PageWalk.Page(gone, Optional.of(last)));
  }

  private static Future<PageWalk.Page> end(long gone) {
    return Future.succeededFuture(new PageWalk.Page(gone, Optional.empty()));
  }
}
