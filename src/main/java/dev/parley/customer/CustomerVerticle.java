package dev.parley.customer;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.StopHeard;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Connector;
import dev.parley.database.Ids;
import dev.parley.database.Intake;
import dev.parley.database.WhileAway;
import dev.parley.email.EmailAddress;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.MailSettings;
import dev.parley.settings.TurnSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Answers the {@code chat.…} and {@code customer.…} addresses of {@link Addresses}: finds or makes
 * visitor, customer and room, stores messages and answers, knows them again, and publishes what
 * happened. Deploy one per process: its queue is what makes batches, and it is the process's {@link
 * Node}.
 */
public final class CustomerVerticle extends VerticleBase {

  private static final Duration SWEEP_EVERY = Duration.ofMillis(50);

  private final Connector database;
  private final Intake intake;
  private final boolean isAlone;
  private final TurnSettings settings;
  private final MailSettings mail;
  private final LoggingSettings logging;
  private final MeterRegistry meters;

  private final Ids ids = new Ids();
  private final OpenTurns open = new OpenTurns();
  private final Acquaintances acquaintances = new Acquaintances();
  private final List<Lane> lanes = new ArrayList<>();

  private DeadNodes.Rhythm rhythm = DeadNodes.Rhythm.USUAL;
  private Bus bus;
  private TurnEvents events;
  private Node node;
  private TurnQueue queue;
  private Enquiries enquiries;
  private Proofs proofs;
  private AnswerDesk desk;
  private GrowingStore growing;
  private DoubtfulTurns doubtful;
  private ToldDomains told;
  private DomainsOff off;
  private Pulse pulse;

  /**
   * @param database the way to the database; the connections for turns are this verticle's own
   * @param intake stopped while the database is there and stores nothing
   * @param isAlone whether no other process uses the database: then what the last one left is
   *     closed before this verticle has started
   * @param settings the queue
   * @param mail whether there is a mail server, for codes by mail
   * @param logging whether addresses are masked
   * @param meters where the turns are counted
   */
  public CustomerVerticle(
      Connector database,
      Intake intake,
      boolean isAlone,
      TurnSettings settings,
      MailSettings mail,
      LoggingSettings logging,
      MeterRegistry meters) {
    this.database = database;
    this.intake = intake;
    this.isAlone = isAlone;
    this.settings = settings;
    this.mail = mail;
    this.logging = logging;
    this.meters = meters;
  }

  /**
   * Looks after dead processes in another rhythm than the usual one. To be called before it starts.
   */
  CustomerVerticle lookingAfterOthers(DeadNodes.Rhythm other) {
    this.rhythm = other;
    return this;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    TurnMetrics metrics = new TurnMetrics(meters, () -> queue.size());
    events = new TurnEvents(context, bus, new TurnLog(logging.maskEmail()), metrics);
    node = new Node(vertx, database, open, ids, this::stopHeard);
    told = new ToldDomains(vertx, openLane());
    told.watch();
    List<Lane> turnLanes = openLanes(settings.connections());
    pulse = new Pulse(vertx, lanes, turnLanes);
    queue = openQueue(turnLanes, metrics);
    enquiries = new Enquiries(vertx, openLane(), settings.timeout());
    proofs = new Proofs(enquiries);
    off = new DomainsOff(vertx, enquiries);
    desk = new AnswerDesk(enquiries, node::id);
    growing = new GrowingStore(vertx, openLane(), node::ids, metrics);
    doubtful = new DoubtfulTurns(vertx, openLane(), open::remove);
    doubtful.watch();
    DeadNodes deadNodes = new DeadNodes(vertx, openLane(DeadNodes.PATIENCE), node::id, rhythm);
    vertx.setPeriodic(SWEEP_EVERY.toMillis(), timer -> queue.refuseLate());
    return Future.all(WhileAway.again(vertx, node::start), WarmUp.of(turnLanes))
        .compose(taken -> isAlone ? deadNodes.closeAll() : Future.succeededFuture())
        .onSuccess(done -> deadNodes.watch())
        .compose(done -> off.watch())
        .compose(done -> answer())
        .onSuccess(done -> pulse.begin());
  }

  private Future<?> answer() {
    TurnFinder finder = new TurnFinder(enquiries);
    Mending mending = new Mending(vertx, database);
    // On a connection of its own: whoever reads long pages holds up no look-up.
    VisitorHistory history =
        new VisitorHistory(new Enquiries(vertx, openLane(), settings.timeout()), proofs);
    bus.listen(Addresses.DOMAIN_CHANGED, changed -> changed(changed.domainId()));
    bus.listen(Addresses.WEBHOOKS_CHANGED, changed -> told.add(changed.domainId()));
    new CodeSweep(vertx, enquiries).begin();
    Codes codes = openCodes();
    return Future.all(
        List.of(
            bus.answer(Addresses.VISITOR_CODE, codes::request).completion(),
            bus.answer(Addresses.VISITOR_VERIFY, codes::verify).completion(),
            bus.answer(Addresses.CHAT_TURN, this::open).completion(),
            bus.answer(Addresses.CHAT_FIND, finder::find).completion(),
            bus.answer(Addresses.CHAT_FIND_LATEST, finder::findLatest).completion(),
            bus.answer(Addresses.CHAT_HISTORY, history::read).completion(),
            bus.answer(Addresses.CHAT_RESET, new SignOut(enquiries)::reset).completion(),
            bus.answer(Addresses.CHAT_ANSWER_OPEN, desk::open).completion(),
            bus.listen(Addresses.CHAT_ANSWER_GROWING, growing::add).completion(),
            bus.answer(Addresses.CHAT_ANSWER, this::store).completion(),
            bus.answer(Addresses.CHAT_RATE, new Ratings(enquiries)::rate).completion(),
            bus.answer(Addresses.CHAT_STOP, this::stop).completion(),
            bus.answer(Addresses.CUSTOMER_MERGE, new CustomerMerge(mending)::merge).completion(),
            bus.answer(Addresses.CUSTOMER_UNFOLD, new VisitorUnfold(mending, ids)::unfold)
                .completion()));
  }

  /** On a connection of their own: a proof may wait for rows that turns hold. */
  private Codes openCodes() {
    Enquiries beside = new Enquiries(vertx, openLane(), settings.timeout());
    CodeMetrics codeMetrics = new CodeMetrics(meters);
    AddressProofs addressProofs = new AddressProofs(beside, ids, events, codeMetrics);
    return new Codes(bus, beside, ids, addressProofs, codeMetrics, mail);
  }

  private TurnQueue openQueue(List<Lane> turnLanes, TurnMetrics metrics) {
    StorageTrouble trouble = new StorageTrouble(intake);
    new StorageProbe(vertx, openLane(), node::id, database.patience(), settings.timeout(), trouble)
        .watch();
    TurnSettler settler = new TurnSettler(acquaintances, events::stored, metrics);
    return new TurnQueue(
        vertx,
        new BatchRunner(vertx, node::ids, told, settler, metrics, trouble),
        turnLanes,
        openLane(),
        settings.batchSize(),
        settings.queueSize());
  }

  private List<Lane> openLanes(int count) {
    return Stream.generate(this::openLane).limit(count).toList();
  }

  private Lane openLane() {
    return openLane(TurnSession.LONGEST_STATEMENT);
  }

  private Lane openLane(Duration longestStatement) {
    Lane lane =
        new Lane(
            vertx,
            database.with(
                session -> TurnSession.options(session, settings.lockTimeout(), longestStatement)));
    lanes.add(lane);
    return lane;
  }

  private void changed(UUID domainId) {
    proofs.forget(domainId);
    off.changed(domainId);
  }

  /** What its proof waits for is of the turn's time. */
  private Future<TurnOpened> open(Turn turn) {
    if (off.includes(turn.domainId())) {
      return Future.failedFuture(Failure.UNKNOWN_DOMAIN.because("the domain is off"));
    }
    long deadline = deadline();
    return turn.proof().isEmpty()
        ? open(turn, Optional.empty(), deadline)
        : proofs
            .check(turn.domainId(), turn.proof().get())
            .compose(address -> open(turn, Optional.of(address), deadline));
  }

  private Future<TurnOpened> open(Turn turn, Optional<EmailAddress> proven, long deadline) {
    Promise<TurnOpened> promise = Promise.promise();
    TurnWork work = new TurnWork(turn, proven, ids, deadline, promise);
    work.expectAcquainted(acquaintances.expect(work));
    UUID turnId = work.turnId();
    open.add(turnId);
    queue.add(work);
    return promise
        .future()
        .onSuccess(
            opened -> {
              if (opened.repeated()) {
                open.remove(turnId);
              }
            })
        .onFailure(refused -> refused(work, refused));
  }

  /** One that nobody refused for what it is may be stored all the same. */
  private void refused(TurnWork work, Throwable cause) {
    if (work.wasSent() && Failure.of(cause) == Failure.UNAVAILABLE) {
      doubtful.add(work.turnId());
    } else {
      open.remove(work.turnId());
    }
  }

  private Future<AnswerStored> store(FinishedAnswer answer) {
    Promise<AnswerStored> promise = Promise.promise();
    UUID turnId = answer.turn().turnId();
    growing.finished(turnId);
    queue.add(new AnswerWork(answer, deadline(), promise));
    return promise
        .future()
        .onSuccess(
            stored -> {
              open.remove(turnId);
              desk.finished(turnId);
              events.stored(answer);
            })
        .onFailure(
            cause -> {
              if (Failure.of(cause) == Failure.NOT_FOUND) {
                open.remove(turnId); // its question is gone, or a later attempt has its own row
                desk.finished(turnId); // who was given that attempt may have joined this one
              }
            });
  }

  private long deadline() {
    return System.nanoTime() + settings.timeout().toNanos();
  }

  private Future<AnswerStopped> stop(StopAnswer request) {
    UUID turnId = request.turn().turnId();
    return enquiries
        .ask(SqlQueries.STOP_ANSWER, Tuple.of(turnId, Ids.next(turnId)))
        .map(told -> new AnswerStopped(turnId));
  }

  private void stopHeard(String turnId) {
    bus.publish(Addresses.CHAT_STOP_HEARD, new StopHeard(UUID.fromString(turnId)));
  }

  /** Nothing new comes in by now; what waits is stored first, as long as its deadline allows. */
  @Override
  public Future<?> stop() {
    pulse.end();
    return queue
        .drained(vertx)
        .compose(idle -> doubtful.look())
        .compose(closed -> node.stop())
        .eventually(() -> Future.join(lanes.stream().map(Lane::close).toList()));
  }
}
