package dev.parley.privacy;

import dev.parley.bus.Erasure;
import dev.parley.bus.Failure;
import dev.parley.database.Ids;
import dev.parley.logging.Audit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases a person. His addresses are struck out of what others said; then customer, visitors, rooms
 * and messages go in one transaction, and that it was done is written down without saying who it
 * was. One after the other. To be used on one context.
 *
 * <p>A turn of his that is under way meanwhile either comes before, and goes with the rest, or
 * after, and begins anew as a stranger's: it refers to a room, a visitor or a customer that is
 * locked first, in the order in which turns lock. What is said meanwhile is read afterwards ({@link
 * Meanwhile}).
 */
final class Eraser {

  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  /**
   * PostgreSQL's deadlock_detected, serialization_failure, lock_not_available, and
   * foreign_key_violation: somebody became his between two looks.
   */
  private static final Set<String> IN_THE_WAY = Set.of("40P01", "40001", "55P03", "23503");

  private static final int MOST_ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final Pool pool;
  private final Duration longestAnswer;
  private final Ids ids = new Ids();
  private Future<?> last = Future.succeededFuture();

  /**
   * @param longestAnswer how long an answer may take, and is waited for
   */
  Eraser(Vertx vertx, Pool pool, Duration longestAnswer) {
    this.vertx = vertx;
    this.pool = pool;
    this.longestAnswer = longestAnswer;
  }

  /**
   * Erases whoever has the address. Done twice, nothing is left to do the second time. Fails with
   * {@link Failure#UNAVAILABLE} when others are in the way for long.
   */
  Future<Erasure> erase(Person person) {
    Future<Erasure> next =
        last.transform(over -> begin(person, 0, 1)).onSuccess(done -> log(person.domainId(), done));
    last = next;
    return next;
  }

  /**
   * All of it, as he is known now.
   *
   * @param struck in how many messages he was struck out by earlier attempts
   */
  private Future<Erasure> begin(Person named, long struck, int attempt) {
    return named.known(pool).compose(person -> eraseNow(person, struck, attempt));
  }

  private Future<Erasure> eraseNow(Person person, long earlier, int attempt) {
    Mentions mentions = new Mentions(vertx, pool, person);
    return Meanwhile.of(person, vertx, pool)
        .compose(
            meanwhile ->
                mentions
                    .strikeOut(meanwhile.unread())
                    .map(struck -> earlier + struck)
                    .compose(
                        struck ->
                            delete(person, struck, 1)
                                .compose(done -> afterwards(person, mentions, meanwhile, done))
                                .recover(cause -> beginAgain(cause, person, struck, attempt))));
  }

  /** Whoever was merged with him meanwhile is the same person, and is to be looked for as well. */
  private Future<Erasure> beginAgain(Throwable cause, Person person, long struck, int attempt) {
    if (!(cause instanceof ErasureTransaction.MergedException)) {
      return Future.failedFuture(cause);
    }
    return attempt == MOST_ATTEMPTS
        ? Future.failedFuture(Failure.UNAVAILABLE.because("others are merged with him"))
        : begin(person, struck, attempt + 1);
  }

  /** What takes long was done before, while nobody waits for a lock. */
  private Future<ErasureTransaction.Erased> delete(Person person, long mentions, int attempt) {
    return pool.withTransaction(
            connection -> new ErasureTransaction(ids.create(), connection, person, mentions).run())
        .recover(
            cause -> {
              if (!isInTheWay(cause)) {
                return Future.failedFuture(cause);
              }
              return attempt == MOST_ATTEMPTS
                  ? Future.failedFuture(Failure.UNAVAILABLE.because("others are in the way"))
                  : vertx
                      .timer(PAUSE_MILLIS * attempt, TimeUnit.MILLISECONDS)
                      .compose(over -> delete(person, mentions, attempt + 1));
            });
  }

  /** What was said meanwhile is read through as well, answers when they are over. */
  private Future<Erasure> afterwards(
      Person person, Mentions mentions, Meanwhile meanwhile, ErasureTransaction.Erased erased) {
    return meanwhile
        .over(longestAnswer)
        .compose(over -> deleteWhatCameLate(person, erased.visitors()))
        .compose(deleted -> meanwhile.strikeOut(mentions))
        .compose(
            further ->
                further == 0
                    ? Future.succeededFuture(erased.erasure())
                    : pool.preparedQuery(ErasureQueries.RECORD_MENTIONS)
                        .execute(Tuple.of(erased.erasure().id(), further))
                        .map(rows -> erasure(rows.iterator().next())));
  }

  /** What he said, or was told, where it was not looked for before his visitors went. */
  private Future<Long> deleteWhatCameLate(Person person, List<UUID> visitors) {
    return new Bulk(pool, person.domainId())
        .inPieces(ErasureQueries.DELETE_MESSAGES_OF_NOBODY, visitors);
  }

  private static boolean isInTheWay(Throwable cause) {
    return cause instanceof PgException refused && IN_THE_WAY.contains(refused.getSqlState());
  }

  private static void log(UUID domainId, Erasure erasure) {
    LOG.info(
        Audit.MARKER,
        "Erasure {} in domain {}: customers {}, visitors {}, rooms {}, messages {}, mentions {}",
        erasure.id(),
        domainId,
        erasure.customers(),
        erasure.visitors(),
        erasure.rooms(),
        erasure.messages(),
        erasure.mentions());
  }

  static Erasure erasure(Row row) {
    return new Erasure(
        row.getUUID("id"),
        row.getLong("customers"),
        row.getLong("visitors"),
        row.getLong("rooms"),
        row.getLong("messages"),
        row.getLong("mentions"),
        row.getOffsetDateTime("erased_at").toInstant());
  }
}
