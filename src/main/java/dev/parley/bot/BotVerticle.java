package dev.parley.bot;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.Frame;
import dev.parley.settings.BotSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Answers {@link Addresses#BOT_ANSWER}. Several instances may be deployed, one per event loop: each
 * has a private address and its own answers; a request for an answer that runs at another instance
 * is passed on to it.
 */
public final class BotVerticle extends VerticleBase {

  /** How often it is asked whether readers that are sent nothing are still there. */
  private static final Duration PROBE_EVERY = Duration.ofSeconds(30);

  private final Pool pool;
  private final BotSettings settings;
  private final MeterRegistry meters;
  private final String address = "parley.bot." + UUID.randomUUID();

  private Bus bus;
  private Readers readers;
  private Answers answers;

  /**
   * @param pool serves the knowledge base and the domains' settings
   * @param meters takes the bots' metrics
   */
  public BotVerticle(Pool pool, BotSettings settings, MeterRegistry meters) {
    this.pool = pool;
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    readers = new Readers(vertx, context);
    DomainBots bots = new DomainBots(pool, new Pace(vertx, settings.wordsPerSecond()));
    answers = new Answers(vertx, context, address, settings, bots, meters);
    vertx.setPeriodic(PROBE_EVERY.toMillis(), id -> readers.probe());
    bus.listen(Addresses.DOMAIN_CHANGED, changed -> bots.forget(changed.domainId()));
    bus.listen(Addresses.SHUTTING_DOWN, notice -> answers.cutAllAt(notice.deadline()));
    return Future.all(
        vertx.eventBus().<Record>consumer(address, this::receive).completion(),
        bus.answer(Addresses.BOT_ANSWER, this::answer).completion());
  }

  @Override
  public Future<?> stop() {
    return answers.allStored();
  }

  private Future<AnswerStarted> answer(AnswerRequest request) {
    Optional<String> elsewhere = answers.takeOrElsewhere(request.turn().turnId());
    if (elsewhere.isPresent()) {
      return bus.request(new Address<AnswerRequest, AnswerStarted>(elsewhere.get()), request);
    }
    RunningAnswer answer = answers.runningOrBegun(request);
    return Future.succeededFuture(
        new AnswerStarted(address, readers.open(request, answer).stream(), false));
  }

  private void receive(Message<Record> message) {
    Record body = message.body();
    if (body instanceof Frame.Credit credit) {
      readers.find(credit.stream()).ifPresent(reader -> credit(reader, credit.frames()));
    } else if (body instanceof Frame.Cancel cancel) {
      readers.find(cancel.stream()).ifPresent(readers::forget);
    } else if (body instanceof Frame.Ping) {
      message.reply(null);
    } else if (body instanceof AnswerRequest request) {
      passedOn(message, request);
    }
  }

  private static void credit(Reader reader, int frames) {
    reader.credit(frames);
    reader.answer().flushSoon();
  }

  private void passedOn(Message<Record> message, AnswerRequest request) {
    Future.<AnswerStarted>future(started -> answer(request).onComplete(started))
        .onComplete(
            message::reply,
            failure -> message.fail(Failure.of(failure).code(), "the answer cannot be joined"));
  }
}
