package dev.parley.bot;

import dev.parley.bot.model.LanguageModel;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.Bus;
import dev.parley.bus.Frame;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.StopAnswer;
import dev.parley.settings.BotSettings;
import dev.parley.settings.ModelSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Answers {@link Addresses#BOT_ANSWER} and {@link Addresses#BOT_STOP}. Several instances may be
 * deployed, one per event loop: each has a private address and its own answers; a request for an
 * answer that runs at another instance is passed on to it.
 */
public final class BotVerticle extends VerticleBase {

  /** How often it is asked whether readers that are sent nothing are still there. */
  private static final Duration PROBE_EVERY = Duration.ofSeconds(30);

  /** How often is stored what was said so far: what a crash costs of an answer. */
  private static final Duration KEEP_EVERY = Duration.ofSeconds(1);

  private final Pool pool;
  private final int connections;
  private final BotSettings settings;
  private final ModelSettings model;
  private final MeterRegistry meters;
  private final String address = "parley.bot." + UUID.randomUUID();

  private Duration probeEvery = PROBE_EVERY;
  private Bus bus;
  private Readers readers;
  private Answers answers;
  private AnswerDoor door;

  /**
   * @param pool serves the knowledge base and the domains' settings
   * @param connections how many the pool has
   * @param model the language model, for the domains whose bot it is
   * @param meters takes the bots' metrics
   */
  public BotVerticle(
      Pool pool, int connections, BotSettings settings, ModelSettings model, MeterRegistry meters) {
    this.pool = pool;
    this.connections = connections;
    this.settings = settings;
    this.model = model;
    this.meters = meters;
  }

  /** Looks for lost readers in another rhythm than the usual one. To be called before it starts. */
  BotVerticle probingEvery(Duration other) {
    this.probeEvery = other;
    return this;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    readers = new Readers(vertx, context);
    DomainBots bots =
        new DomainBots(
            pool,
            new Passages(pool, Shares.of(vertx, connections)),
            new Pace(vertx, settings.wordsPerSecond()),
            new LanguageModel(vertx, model, meters),
            model);
    answers = new Answers(vertx, context, address, settings, bots, meters);
    door =
        new AnswerDoor(
            vertx,
            address,
            answers,
            readers,
            new Echoes(
                vertx,
                context,
                settings.maxRunning(),
                turnId -> answers.whereabouts(turnId).isPresent()));
    // On the second, so that all verticles' answers are stored together.
    long toTheSecond = KEEP_EVERY.toMillis() - System.currentTimeMillis() % KEEP_EVERY.toMillis();
    vertx.setPeriodic(toTheSecond, KEEP_EVERY.toMillis(), id -> keepWhatGrew());
    vertx.setPeriodic(probeEvery.toMillis(), id -> readers.probe());
    bus.listen(Addresses.DOMAIN_CHANGED, changed -> bots.forget(changed.domainId()));
    bus.listen(Addresses.SHUTTING_DOWN, notice -> answers.cutAllAt(notice.deadline(), door::close));
    bus.listen(Addresses.CHAT_STOP_HEARD, door::stopHeard);
    return Future.all(
        bus.answer(Addresses.BOT_STOP, door::stop).completion(),
        vertx.eventBus().<Record>consumer(address, this::receive).completion(),
        bus.answer(Addresses.BOT_ANSWER, door::answer).completion());
  }

  @Override
  public Future<?> stop() {
    return answers.allStored();
  }

  private void keepWhatGrew() {
    List<GrowingAnswer> grown = answers.toKeep();
    if (!grown.isEmpty()) {
      bus.send(Addresses.CHAT_ANSWER_GROWING, new GrowingAnswers(grown));
    }
  }

  private void receive(Message<Record> message) {
    Record body = message.body();
    if (body instanceof Frame.Credit credit) {
      readers.find(credit.stream()).ifPresent(reader -> credit(reader, credit.frames()));
    } else if (body instanceof Frame.Cancel cancel) {
      readers.find(cancel.stream()).ifPresent(readers::forget);
    } else if (body instanceof Frame.Mute mute) {
      readers.find(mute.stream()).ifPresent(BotVerticle::mute);
    } else if (body instanceof Frame.Ping) {
      message.reply(null);
    } else if (body instanceof AnswerRequest request) {
      Bus.reply(message, () -> door.answer(request));
    } else if (body instanceof StopAnswer request) {
      Bus.reply(message, () -> door.stop(request));
    }
  }

  private static void mute(Reader reader) {
    reader.mute();
    reader.answer().flushSoon();
  }

  private static void credit(Reader reader, int frames) {
    reader.credit(frames);
    reader.answer().flushSoon();
  }
}
