package dev.parley.privacy;

import dev.parley.bus.Sum;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rooms in which nobody said anything for as long as their tenant keeps them, and then
 * whoever has nothing left, a few at a time and with pauses, so that nobody else feels it. Any
 * number of processes may do this at once. Runs on the context on which it is started.
 */
final class OldRooms {

  private static final Logger LOG = LoggerFactory.getLogger(OldRooms.class);

  private static final int ROOMS_AT_ONCE = 100;

  /** By so much a page becomes smaller when it fails, and larger when it does not. */
  private static final int FEWER = 10;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Vertx vertx;
  private final Pool pool;
  private final OldRoom oldRoom;
  private final LonelyPeople lonelyPeople;
  private boolean running;
  private boolean stopped;

  OldRooms(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
    this.oldRoom = new OldRoom(pool);
    this.lonelyPeople = new LonelyPeople(pool);
  }

  /** Begins, and begins anew each time that this has passed. */
  void every(Duration time) {
    vertx.setPeriodic(time.toMillis(), timer -> run());
  }

  /** No further step is taken. */
  void stop() {
    stopped = true;
  }

  /**
   * Goes through all tenants once. Completes when it is through, with how many rooms went; at once,
   * with none, when it is under way already. What fails is done at the next time.
   */
  Future<Long> run() {
    if (running || stopped) {
      return Future.succeededFuture(0L);
    }
    running = true;
    return pool.query(RetentionQueries.DOMAINS_WITH_AN_END)
        .execute()
        .compose(domains -> eachDomain(domains.iterator()))
        .recover(OldRooms::stays)
        .onComplete(done -> running = false);
  }

  private Future<Long> eachDomain(Iterator<Row> domains) {
    return Sum.of(domains, () -> stopped, this::domain);
  }

  private Future<Long> domain(Row domain) {
    UUID id = domain.getUUID("id");
    int days = domain.getInteger("retention_days");
    Leftovers leftovers = new Leftovers(id);
    Walk walk = new Walk(id, days, leftovers);
    return PageWalk.through(walk::page)
        .onSuccess(gone -> log(id, gone))
        .recover(cause -> leftovers.stays("the old rooms", cause))
        .compose(
            gone ->
                lonelyPeople
                    .delete(id, days, () -> stopped, this::pause, leftovers)
                    .map(people -> gone));
  }

  private static void log(UUID domainId, long rooms) {
    if (rooms > 0) {
      LOG.info("Domain {} keeps rooms for so long only; deleted: {}", domainId, rooms);
    }
  }

  /**
   * The pages of one tenant. One that cannot be looked at, be it for a single room with very many
   * parts, is tried again with fewer rooms, and at last that room is stepped over: else what is
   * behind it would stay for ever.
   */
  private final class Walk {

    private final UUID domainId;
    private final int days;
    private final Leftovers leftovers;
    private int size = ROOMS_AT_ONCE;

    Walk(UUID domainId, int days, Leftovers leftovers) {
      this.domainId = domainId;
      this.days = days;
      this.leftovers = leftovers;
    }

    Future<PageWalk.Page> page(UUID after) {
      int most = size;
      return pool.preparedQuery(RetentionQueries.OLD_ROOMS)
          .execute(Tuple.of(domainId, after, most, days))
          .transform(
              looked -> looked.succeeded() ? page(looked.result(), most) : fewer(after, looked));
    }

    private Future<PageWalk.Page> page(RowSet<Row> rooms, int most) {
      size = Math.min(ROOMS_AT_ONCE, most * FEWER);
      return eachRoom(rooms.iterator())
          .compose(
              gone ->
                  rooms.size() < most
                      ? Future.succeededFuture(new PageWalk.Page(gone, Optional.empty()))
                      : behind(gone, PageWalk.last(rooms)));
    }

    private Future<PageWalk.Page> fewer(UUID after, AsyncResult<?> failed) {
      if (size == 1) {
        return stepOver(after, failed.cause());
      }
      size = Math.max(1, size / FEWER);
      return behind(0, after);
    }

    private Future<PageWalk.Page> stepOver(UUID after, Throwable cause) {
      return Belongings.ids(pool, RetentionQueries.NEXT_ROOM, Tuple.of(domainId, after))
          .compose(
              next ->
                  next.isEmpty()
                      ? Future.succeededFuture(new PageWalk.Page(0, Optional.empty()))
                      : leftovers
                          .stays("the room " + next.get(0), cause)
                          .compose(gone -> behind(gone, next.get(0))));
    }

    private Future<PageWalk.Page> behind(long gone, UUID last) {
      return stopped
          ? Future.succeededFuture(new PageWalk.Page(gone, Optional.empty()))
          : pause().map(new PageWalk.Page(gone, Optional.of(last)));
    }

    private Future<Long> eachRoom(Iterator<Row> rooms) {
      return Sum.of(rooms, () -> stopped, this::room);
    }

    private Future<Long> room(Row room) {
      if (!room.getBoolean("is_old")) {
        return Future.succeededFuture(0L);
      }
      return oldRoom
          .delete(domainId, room.getUUID("id"), days, OldRooms.this::pause)
          .recover(cause -> leftovers.stays("the room " + room.getUUID("id"), cause))
          .compose(gone -> pause().map(gone));
    }
  }

  private static Future<Long> stays(Throwable cause) {
    LOG.warn("Not deleted for now: Old rooms: {}", cause.getMessage());
    return Future.succeededFuture(0L);
  }

  private Future<Void> pause() {
    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
