package dev.parley.privacy;

import dev.parley.bus.Sum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
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
        .recover(cause -> stays("Old rooms", cause))
        .onComplete(done -> running = false);
  }

  private Future<Long> eachDomain(Iterator<Row> domains) {
    return Sum.of(domains, () -> stopped, this::domain);
  }

  private Future<Long> domain(Row domain) {
    UUID id = domain.getUUID("id");
    int days = domain.getInteger("retention_days");
    return PageWalk.through(after -> page(id, days, after))
        .onSuccess(gone -> log(id, gone))
        .compose(
            gone -> lonelyPeople.delete(id, days, () -> stopped, this::pause).map(people -> gone))
        .recover(cause -> stays("the old rooms of domain " + id, cause));
  }

  private static void log(UUID domainId, long rooms) {
    if (rooms > 0) {
      LOG.info("Domain {} keeps rooms for so long only; deleted: {}", domainId, rooms);
    }
  }

  private Future<PageWalk.Page> page(UUID domainId, int days, UUID after) {
    return pool.preparedQuery(RetentionQueries.OLD_ROOMS)
        .execute(Tuple.of(domainId, after, ROOMS_AT_ONCE, days))
        .compose(
            rooms ->
                eachRoom(domainId, days, rooms.iterator())
                    .compose(
                        gone ->
                            rooms.size() < ROOMS_AT_ONCE || stopped
                                ? Future.succeededFuture(new PageWalk.Page(gone, Optional.empty()))
                                : pause()
                                    .map(
                                        new PageWalk.Page(
                                            gone, Optional.of(PageWalk.last(rooms))))));
  }

  private Future<Long> eachRoom(UUID domainId, int days, Iterator<Row> rooms) {
    return Sum.of(rooms, () -> stopped, room -> room(domainId, days, room));
  }

  private Future<Long> room(UUID domainId, int days, Row room) {
    if (!room.getBoolean("is_old")) {
      return Future.succeededFuture(0L);
    }
    return oldRoom
        .delete(domainId, room.getUUID("id"), days, this::pause)
        .recover(cause -> stays("the old room " + room.getUUID("id"), cause))
        .compose(gone -> pause().map(gone));
  }

  /** One that cannot go now holds up no other. */
  private static Future<Long> stays(String what, Throwable cause) {
    LOG.warn("Not deleted for now: {}: {}", what, cause.getMessage());
    return Future.succeededFuture(0L);
  }

  private Future<Void> pause() {
    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
