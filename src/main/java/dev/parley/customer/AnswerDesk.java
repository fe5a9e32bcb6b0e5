package dev.parley.customer;

import dev.parley.bus.AnswerStanding;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.OpenAnswer;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * Tells how it stands with an answer, and gives one that nobody has to the bot that asks for it: to
 * one only, whatever asks at the same moment on however many nodes. Between nodes the row decides;
 * within this process, whose bots all claim in its name, what was given is remembered as well, for
 * as long as a bot's reply may be on its way. Not thread-safe.
 */
final class AnswerDesk {

  /** Who looks at a free answer that often, and never gets it, is told how it was seen last. */
  private static final int MOST_LOOKS = 5;

  /** From then on the bots themselves tell whether they say it. */
  private static final Duration GIVEN_FOR = Bus.REPLY_TIMEOUT;

  private final Enquiries enquiries;
  private final IntSupplier node;

  /** What was given to a bot of this process, or is about to be. */
  private final Map<UUID, Given> given = new LinkedHashMap<>();

  /**
   * @param until when it counts no more, as {@link System#nanoTime()}
   * @param attempt which attempt it is; fails when it is not given after all
   */
  private record Given(long until, Future<Integer> attempt) {}

  /**
   * @param node the process's node, which may change
   */
  AnswerDesk(Enquiries enquiries, IntSupplier node) {
    this.enquiries = enquiries;
    this.node = node;
  }

  Future<AnswerStanding> open(OpenAnswer request) {
    return look(request, 1);
  }

  /** An answer is over: should it have broken off, it may be given again. */
  void finished(UUID turnId) {
    given.remove(turnId);
  }

  private Future<AnswerStanding> look(OpenAnswer request, int looks) {
    boolean wasGiven = isGiven(request.turn().turnId());
    return enquiries
        .ask(SqlQueries.SEE_ANSWER, parameters(request.turn()))
        .compose(AnswerDesk::seen)
        .compose(
            seen ->
                request.ask()
                    ? give(request, seen, wasGiven, looks)
                    : told(standing(request, seen, wasGiven)));
  }

  private static Future<SeenAnswer> seen(RowSet<Row> rows) {
    for (Row row : rows) {
      return Future.succeededFuture(SeenAnswer.of(row));
    }
    return Future.failedFuture(Failure.NOT_FOUND.because("no such turn"));
  }

  private Future<AnswerStanding> give(
      OpenAnswer request, SeenAnswer seen, boolean wasGiven, int looks) {
    if (!seen.isFree() || looks > MOST_LOOKS) {
      return told(standing(request, seen, wasGiven));
    }
    if (isGiven(request.turn().turnId())) {
      // What it was before, if it was anything, is no part of it.
      return given
          .get(request.turn().turnId())
          .attempt()
          .transform(
              claimed ->
                  claimed.succeeded()
                      ? told(new AnswerStanding.Elsewhere("", claimed.result()))
                      : look(request, looks + 1));
    }
    return claim(request, looks);
  }

  private AnswerStanding standing(OpenAnswer request, SeenAnswer seen, boolean wasGiven) {
    return seen.standing(wasGiven || isGiven(request.turn().turnId()));
  }

  private Future<AnswerStanding> claim(OpenAnswer request, int looks) {
    UUID turnId = request.turn().turnId();
    Promise<Integer> attempt = Promise.promise();
    given.put(turnId, new Given(System.nanoTime() + GIVEN_FOR.toNanos(), attempt.future()));
    return enquiries
        .ask(SqlQueries.CLAIM_ANSWER, parameters(request.turn()))
        .onFailure(
            unknown -> {
              given.remove(turnId);
              attempt.fail(unknown);
            })
        .compose(
            claimed -> {
              // Should it have ended meanwhile, said by whoever stored the turn, it is not given.
              if (claimed.size() > 0 && isGiven(turnId)) {
                attempt.complete(claimed.iterator().next().getInteger("attempt"));
                return attempt.future().map(AnswerStanding.Yours::new);
              }
              given.remove(turnId);
              attempt.fail("somebody else was first");
              return look(request, looks + 1); // a new statement sees who was first
            });
  }

  private boolean isGiven(UUID turnId) {
    long now = System.nanoTime();
    Iterator<Given> all = given.values().iterator();
    while (all.hasNext() && all.next().until() - now < 0) {
      all.remove();
    }
    return given.containsKey(turnId);
  }

  private Tuple parameters(TurnOpened turn) {
    return Tuple.of(turn.turnId(), Ids.next(turn.turnId()), node.getAsInt());
  }

  private static Future<AnswerStanding> told(AnswerStanding standing) {
    return Future.succeededFuture(standing);
  }
}
