package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Rounds;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said in a tenant while somebody is erased: in rooms that were read through already, or
 * were his and became another's, and by answers that were being said. It is read when he is erased,
 * and they are over. To be used on one context.
 */
final class Meanwhile {

  private static final Logger LOG = LoggerFactory.getLogger(Meanwhile.class);

  /** An answer bears its question's moment; of that and of other processes' clocks so much. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private static final Duration OTHER_CLOCKS = Duration.ofMinutes(1);

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final Vertx vertx;
  private final Pool pool;
  private final Person person;
  private final UUID begun;
  private final List<UUID> rooms;
  private final Set<UUID> answers;

  private Meanwhile(
      Vertx vertx, Pool pool, Person person, UUID begun, List<UUID> rooms, List<UUID> saying) {
    this.vertx = vertx;
    this.pool = pool;
    this.person = person;
    this.begun = begun;
    this.rooms = rooms;
    this.answers = new LinkedHashSet<>(saying);
  }

  /** From now on. */
  static Future<Meanwhile> of(Person person, Vertx vertx, Pool pool) {
    UUID begun = Ids.earliest(Instant.now().minus(EARLIER));
    return saying(pool, person.domainId())
        .compose(
            saying ->
                Belongings.of(pool, person)
                    .map(seen -> new Meanwhile(vertx, pool, person, begun, seen.rooms(), saying)));
  }

  /** His own rooms, which are to go, but may become another's meanwhile. */
  Set<UUID> unread() {
    return Set.copyOf(rooms);
  }

  private static Future<List<UUID>> saying(Pool pool, UUID domainId) {
    return Belongings.ids(pool, PersonQueries.SAYING, Tuple.of(domainId));
  }

  /**
   * Completes when the answers are over that are being said now, or have been waited for as long as
   * one may take.
   */
  Future<Void> over(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    return saying(pool, person.domainId())
        .compose(
            saying -> {
              answers.addAll(saying);
              return Rounds.until(() -> look(saying, deadline));
            })
        .onSuccess(this::tellWhoGoesOn)
        .mapEmpty();
  }

  /** How many go on when they have been waited for long enough; nothing until then. */
  private Future<Optional<Integer>> look(List<UUID> saying, long deadline) {
    return Belongings.ids(
            pool, PersonQueries.STILL_SAYING, Tuple.tuple().addArrayOfUUID(array(saying)))
        .compose(
            still ->
                still.isEmpty() || System.nanoTime() - deadline >= 0
                    ? Future.succeededFuture(Optional.of(still.size()))
                    : vertx.timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS).map(Optional.empty()));
  }

  private void tellWhoGoesOn(int answers) {
    if (answers > 0) {
      LOG.warn(
          "An erasure in domain {} waits no longer for answers that go on, and may repeat what was"
              + " erased: {}",
          person.domainId(),
          answers);
    }
  }

  /**
   * Strikes out what was said until now, and tells in how many messages. Whoever came back to give
   * the same address after he was erased has given it anew.
   */
  Future<Long> strikeOut(Mentions mentions) {
    UUID now = Ids.earliest(Instant.now().plus(OTHER_CLOCKS));
    return mentions
        .strikeOutIn(rooms)
        .compose(struck -> mentions.strikeOutOf(List.copyOf(answers)).map(more -> struck + more))
        .compose(
            struck ->
                Belongings.of(pool, person)
                    .compose(his -> mentions.strikeOutBetween(begun, now, Set.copyOf(his.rooms())))
                    .map(more -> struck + more));
  }
}
