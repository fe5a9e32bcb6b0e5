package dev.parley.customer;

import dev.parley.database.Connector;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the database, which carries one statement after the other. Opened when it is
 * first needed, and again after it was lost. A connection that does not answer in time is given up,
 * not waited for: so a lane never hangs, whatever the network does. (Where several use one at the
 * same time, only when nothing at all is heard on it.) Nor is one kept whose server only reads:
 * after a fail-over the one that writes is elsewhere. Not thread-safe.
 *
 * <p>The server keeps the plan of a statement, which may have been made while the tables were
 * empty; and unless somebody has them analysed, it keeps it for good. So it is told to forget its
 * plans each time the lane has carried as many statements again.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private static final long PLAN_AGAIN_FIRST = 16;

  /** So long no second attempt to connect begins beside one, however many wait for it. */
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  private static final String FORGET_PLANS = "DISCARD PLANS";

  private final Vertx vertx;
  private final Context context;
  private final Connector database;

  private Session session;
  private long statements;
  private long planAgainAt = PLAN_AGAIN_FIRST;

  /** The one attempt to connect that is under way; {@code null} when there is none. */
  private Promise<Session> connecting;

  private long connectingSince;

  /** One connection, and when something was last heard on it. */
  private static final class Session {

    private final PgConnection connection;
    private int underWay;
    private long heardAt;
    private boolean isWatched;

    Session(PgConnection connection) {
      this.connection = connection;
    }

    <T> Future<T> run(Supplier<Future<T>> statement) {
      if (underWay == 0) {
        heardAt = System.nanoTime(); // before, nobody waited to hear
      }
      underWay++;
      return statement
          .get()
          .onComplete(
              reply -> {
                underWay--;
                heardAt = System.nanoTime();
              });
    }

    /** How much longer nothing may be heard on it, while something is under way. */
    Duration patience(Duration silence) {
      return silence.minusNanos(System.nanoTime() - heardAt);
    }
  }

  Lane(Vertx vertx, Connector database) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
  }

  /**
   * Runs one prepared statement, in a transaction of its own.
   *
   * @param patience how long it may take, opening the connection included; then the future fails
   *     with a {@link TimeoutException}, and whether the statement took place is not known
   */
  Future<RowSet<Row>> execute(String sql, Tuple parameters, Duration patience) {
    return execute(sql, parameters, patience, this::giveUp);
  }

  /**
   * The same, while others use the lane for theirs. One that is late fails alone, and theirs go on:
   * it may only have waited behind them.
   *
   * @param silence when nothing was heard for so long of what is under way, the connection is given
   *     up all the same
   */
  Future<RowSet<Row>> executeBesideOthers(
      String sql, Tuple parameters, Duration patience, Duration silence) {
    return execute(sql, parameters, patience, used -> giveUpIfSilent(used, silence));
  }

  private Future<RowSet<Row>> execute(
      String sql, Tuple parameters, Duration patience, Consumer<Future<Session>> late) {
    Promise<RowSet<Row>> result = ((ContextInternal) context).promise();
    Future<Session> connected = connected();
    long timer =
        vertx.setTimer(
            Math.max(1, patience.toMillis()),
            id -> {
              if (result.tryFail(new TimeoutException("no answer within " + patience))) {
                late.accept(connected);
              }
            });
    connected
        .compose(open -> result.future().isComplete() ? gone() : run(open, sql, parameters))
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.succeeded()) {
                result.tryComplete(done.result());
              } else {
                if (DatabaseFailure.isReadOnly(done.cause())) {
                  giveUp(connected);
                }
                result.tryFail(done.cause());
              }
            });
    return result.future();
  }

  private Future<RowSet<Row>> run(Session open, String sql, Tuple parameters) {
    statements++;
    if (statements == planAgainAt) {
      planAgainAt *= 2;
      open.connection
          .query(FORGET_PLANS)
          .execute(); // goes ahead of the statement, and is not waited for
    }
    return open.run(() -> open.connection.preparedQuery(sql).execute(parameters));
  }

  /**
   * Says a little on a connection that is open and idle: so nothing on the way takes it for unused
   * and forgets it, and one that was forgotten is given up before somebody needs it.
   *
   * @param patience how long the reply may take
   * @return whether it has a connection that can be used; never fails
   */
  Future<Boolean> pulse(Duration patience) {
    if (session == null || session.underWay > 0) {
      return Future.succeededFuture(session != null);
    }
    Session idle = session;
    Promise<Boolean> result = ((ContextInternal) context).promise();
    long timer =
        vertx.setTimer(
            patience.toMillis(),
            id -> {
              giveUp(Future.succeededFuture(idle));
              result.tryComplete(false);
            });
    idle.run(() -> idle.connection.query(SqlQueries.IS_THERE).execute())
        .onComplete(
            reply -> {
              vertx.cancelTimer(timer);
              result.tryComplete(reply.succeeded());
            });
    return result.future();
  }

  /** Whoever asked has been told that it was not done: so it must not be done. */
  private static Future<RowSet<Row>> gone() {
    return Future.failedFuture(new TimeoutException("nobody waits any more"));
  }

  private Future<Session> connected() {
    if (session != null) {
      return Future.succeededFuture(session);
    }
    return connecting == null ? connect() : connecting.future();
  }

  /** May be over when it comes back: a client that is closed refuses at once. */
  private Future<Session> connect() {
    Promise<Session> attempt = ((ContextInternal) context).promise();
    connecting = attempt;
    connectingSince = System.nanoTime();
    database
        .connect(vertx)
        .onComplete(
            done -> {
              if (connecting != attempt) {
                closeIfOpen(done.result()); // too late: given up, or another one is open
                attempt.tryFail(new TimeoutException("given up"));
                return;
              }
              connecting = null;
              if (done.succeeded()) {
                attempt.complete(keep(done.result()));
              } else {
                attempt.fail(done.cause());
              }
            });
    return attempt.future();
  }

  private static void closeIfOpen(PgConnection late) {
    if (late != null) {
      Connector.close(late);
    }
  }

  private Session keep(PgConnection opened) {
    Session kept = new Session(opened);
    session = kept;
    statements = 0; // a new session, perhaps of another database, has no plans yet
    planAgainAt = PLAN_AGAIN_FIRST;
    // Without it, the client prints what breaks.
    opened.exceptionHandler(cause -> LOG.debug("a lane's connection is lost", cause));
    opened.closeHandler(
        gone -> {
          if (session == kept) {
            session = null;
          }
        });
    return kept;
  }

  /**
   * The one that did not answer, and not another one that was opened since. An attempt to open one
   * ends by itself; another one beside it is worth trying when it takes long.
   */
  private void giveUp(Future<Session> used) {
    if (connecting != null
        && connecting.future() == used
        && System.nanoTime() - connectingSince >= ATTEMPT.toNanos()) {
      connecting = null;
    }
    if (used.succeeded()) {
      Session stuck = used.result();
      if (session == stuck) {
        session = null;
      }
      Connector.abort(stuck.connection);
    }
  }

  /** Now, or as soon as it was silent for so long, whether it is used again until then or not. */
  private void giveUpIfSilent(Future<Session> used, Duration silence) {
    if (!used.succeeded()) {
      giveUp(used);
      return;
    }
    Session suspect = used.result();
    if (session != suspect || suspect.isWatched || suspect.underWay == 0) {
      return;
    }
    Duration patience = suspect.patience(silence);
    if (patience.toMillis() <= 0) {
      giveUp(used);
      return;
    }
    suspect.isWatched = true;
    vertx.setTimer(
        patience.toMillis(),
        id -> {
          suspect.isWatched = false;
          giveUpIfSilent(used, silence);
        });
  }

  /** Closes the connection; whatever was under way fails. */
  Future<Void> close() {
    connecting = null;
    Session open = session;
    session = null;
    return open == null ? Future.succeededFuture() : Connector.close(open.connection);
  }
}
