package dev.parley.privacy;

import dev.parley.bus.Sum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
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
    SteppingWalk.Run run = new SteppingWalk.Run(() -> stopped, this::pause, leftovers);
    return SteppingWalk.through(new Rooms(id, days, leftovers), "the room", ROOMS_AT_ONCE, run)
        .onSuccess(gone -> log(id, gone))
        .recover(cause -> leftovers.stays("the old rooms", cause))
        .compose(gone -> lonelyPeople.delete(id, days, run).map(people -> gone));
  }

  private static void log(UUID domainId, long rooms) {
    if (rooms > 0) {
      LOG.info("Domain {} keeps rooms for so long only; deleted: {}", domainId, rooms);
    }
  }

  /** The rooms of one tenant. */
  private final class Rooms implements SteppingWalk.Pages {

    private final UUID domainId;
    private final int days;
    private final Leftovers leftovers;

    Rooms(UUID domainId, int days, Leftovers leftovers) {
      this.domainId = domainId;
      this.days = days;
      this.leftovers = leftovers;
    }

    @Override
    public Future<RowSet<Row>> look(UUID after, int most) {
      return pool.preparedQuery(RetentionQueries.OLD_ROOMS)
          .execute(Tuple.of(domainId, after, most, days));
    }

    @Override
    public Future<Long> work(RowSet<Row> page) {
      return Sum.of(page.iterator(), () -> stopped, this::room);
    }

    @Override
    public Future<List<UUID>> next(UUID after) {
      return Belongings.ids(pool, RetentionQueries.NEXT_ROOM, Tuple.of(domainId, after));
    }

    /** What keeps one from going keeps no other. */
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
