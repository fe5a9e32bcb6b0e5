package dev.parley.customer;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Role;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.TurnSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Answers {@link Addresses#CHAT_TURN} and {@link Addresses#CHAT_ANSWER}: finds or makes visitor,
 * customer and room, stores the message, and publishes what happened. Deploy one per process: its
 * queue is what makes batches.
 */
public final class CustomerVerticle extends VerticleBase {

  private static final Duration SWEEP_EVERY = Duration.ofMillis(50);

  private final PgConnectOptions database;
  private final TurnSettings settings;
  private final TurnLog log;
  private final MeterRegistry meters;
  private final Ids ids = new Ids();
  private final List<Lane> lanes = new ArrayList<>();

  private Bus bus;
  private TurnMetrics metrics;
  private TurnQueue queue;

  /**
   * @param database where the database is; the connections for turns are this verticle's own
   * @param settings the queue
   * @param logging whether addresses are masked
   * @param meters where the turns are counted
   */
  public CustomerVerticle(
      PgConnectOptions database,
      TurnSettings settings,
      LoggingSettings logging,
      MeterRegistry meters) {
    this.database = TurnSession.options(database, settings.lockTimeout());
    this.settings = settings;
    this.log = new TurnLog(logging.maskEmail());
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    metrics = new TurnMetrics(meters, () -> queue.size());
    queue = openQueue();
    vertx.setPeriodic(SWEEP_EVERY.toMillis(), timer -> queue.refuseLate());
    return Future.all(
        bus.answer(Addresses.CHAT_TURN, this::open).completion(),
        bus.answer(Addresses.CHAT_ANSWER, this::store).completion());
  }

  private TurnQueue openQueue() {
    Stream.generate(() -> new Lane(vertx, database))
        .limit(settings.connections() + 1L)
        .forEach(lanes::add);
    return new TurnQueue(
        vertx,
        new BatchRunner(vertx, this::stored, metrics),
        lanes.subList(1, lanes.size()),
        lanes.get(0),
        settings.batchSize(),
        settings.queueSize());
  }

  private Future<TurnOpened> open(Turn turn) {
    Promise<TurnOpened> promise = Promise.promise();
    queue.add(new TurnWork(turn, ids, deadline(), promise));
    return promise.future();
  }

  private Future<AnswerStored> store(FinishedAnswer answer) {
    Promise<AnswerStored> promise = Promise.promise();
    queue.add(new AnswerWork(answer, deadline(), promise));
    return promise
        .future()
        .onSuccess(stored -> publish(answer.turn(), Role.ASSISTANT, answer.status()));
  }

  private long deadline() {
    return System.nanoTime() + settings.timeout().toNanos();
  }

  /** After the commit: the log, the count, the reply, the events. */
  private void stored(StoredTurn turn) {
    TurnOpened opened = turn.opened();
    log.stored(turn);
    metrics.stored(opened.outcome());
    turn.work().complete(opened);
    if (opened.outcome().byAddress()) {
      bus.publish(
          Addresses.CHAT_EVENTS,
          new ChatEvent.CustomerRecognised(
              opened.domainId(),
              opened.turnId(),
              opened.customerId().orElseThrow(),
              opened.roomId(),
              turn.work().address().orElseThrow().email(),
              opened.outcome()));
    }
    publish(opened, Role.USER, AnswerStatus.COMPLETE);
  }

  private void publish(TurnOpened turn, Role role, AnswerStatus status) {
    bus.publish(
        Addresses.CHAT_EVENTS,
        new ChatEvent.MessageStored(
            turn.domainId(), turn.turnId(), turn.roomId(), turn.visitorId(), role, status));
  }

  /** Nothing new comes in by now; what waits is stored first, as long as its deadline allows. */
  @Override
  public Future<?> stop() {
    return drained().compose(idle -> Future.join(lanes.stream().map(Lane::close).toList()));
  }

  private Future<Void> drained() {
    if (queue.isIdle()) {
      return Future.succeededFuture();
    }
    Promise<Void> drained = Promise.promise();
    vertx.setPeriodic(
        5,
        timer -> {
          if (queue.isIdle() && vertx.cancelTimer(timer)) {
            drained.complete();
          }
        });
    return drained.future();
  }
}
