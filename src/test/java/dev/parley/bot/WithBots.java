package dev.parley.bot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Frame;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.settings.BotSettings;
import dev.parley.settings.ModelSettings;
import dev.parley.settings.SettingsLoader;
import dev.parley.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Bot verticles on a real database, with this test in the place of everybody else on the bus. */
abstract class WithBots {

  static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-000000000001");
  static final UUID KNOWING = UUID.fromString("00000000-0000-4000-8000-000000000002");
  static final String TEXT =
      IntStream.range(0, 100).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
  static final ModelSettings NO_MODEL =
      SettingsLoader.load(Path.of(""), Map.of()).settings().model();
  static final int CONNECTIONS = 4;
  static final double AT_ONCE = 0;
  static final double SLOW = 5;
  static final double FAST = 400;

  static TestDatabase database;

  final Ids ids = new Ids();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<FinishedAnswer> stored = new CopyOnWriteArrayList<>();
  final AtomicInteger refusals = new AtomicInteger();
  Duration probeEvery = Duration.ofSeconds(30);
  Vertx vertx;
  Pool pool;
  Bus bus;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create();
    database.execute(
        "insert into domain (id, name, bot, fixed_text) values ('%s', 'a', 'fixed', '%s')"
            .formatted(DOMAIN, TEXT));
    database.execute("insert into domain (id, name) values ('%s', 'b')".formatted(KNOWING));
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void start() {
    database.execute("update domain set fixed_text = '" + TEXT + "'");
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(2))
            .connectingTo(database.connectOptions())
            .using(vertx)
            .build();
    bus.answer(Addresses.CHAT_ANSWER, this::store);
  }

  @AfterEach
  void end() {
    get(vertx.close());
  }

  Future<AnswerStored> store(FinishedAnswer answer) {
    if (refusals.getAndDecrement() > 0) {
      return Future.failedFuture(Failure.OVERLOADED.because("later"));
    }
    stored.add(answer);
    return Future.succeededFuture(new AnswerStored(answer.turn().turnId()));
  }

  List<String> deploy(double wordsPerSecond, int instances) {
    return deploy(new BotSettings(wordsPerSecond, 10_000, 1_000), instances);
  }

  List<String> deploy(BotSettings settings, int instances) {
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    return List.of(
        get(
            vertx.deployVerticle(
                () ->
                    new BotVerticle(pool, CONNECTIONS, settings, NO_MODEL, meters)
                        .probingEvery(probeEvery),
                options)));
  }

  double running() {
    return meters.get("parley.answers.running").gauge().value();
  }

  TurnOpened turn() {
    return turn(DOMAIN);
  }

  TurnOpened turn(UUID domain) {
    return new TurnOpened(
        ids.create(),
        domain,
        UUID.randomUUID(),
        UUID.randomUUID(),
        Optional.empty(),
        Outcome.ANONYMOUS,
        false);
  }

  AnswerStarted ask(TurnOpened turn, Listener listener, int window) {
    return get(request(turn, listener, window));
  }

  Failure refusal(TurnOpened turn) {
    try {
      get(request(turn, new Listener(), 1));
      throw new AssertionError("the answer began");
    } catch (CompletionException e) {
      return Failure.of(e.getCause());
    }
  }

  Future<AnswerStarted> request(TurnOpened turn, Listener listener, int window) {
    return bus.request(
        Addresses.BOT_ANSWER,
        new AnswerRequest(
            turn, Optional.of("Do you ship to Norway?"), listener.address, 1, window, 0));
  }

  void credit(AnswerStarted stream, int frames) {
    vertx.eventBus().send(stream.botAddress(), new Frame.Credit(stream.stream(), frames));
  }

  void ping(AnswerStarted stream) {
    get(bus.request(new Address<Frame, Void>(stream.botAddress()), new Frame.Ping()));
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(12, SECONDS).join();
  }

  /** A reader that notes its frames and gives no credit by itself. */
  final class Listener {

    final String address = "listener." + UUID.randomUUID();
    final List<Frame> frames = new CopyOnWriteArrayList<>();
    final MessageConsumer<Frame> consumer;

    Listener() {
      consumer = bus.listen(new Address<Frame, Void>(address), frames::add);
    }

    List<String> pieces() {
      return texts().map(Frame.Text::text).toList();
    }

    String text() {
      return String.join("", pieces());
    }

    List<AnswerStatus> ends() {
      return frames.stream()
          .filter(Frame.End.class::isInstance)
          .map(frame -> ((Frame.End) frame).status())
          .toList();
    }

    /** Waits for the end, and sees that it came once, last, and that the pieces join up. */
    void awaitEnd(AnswerStatus status) {
      await().untilAsserted(() -> assertThat(ends()).containsExactly(status));
      assertThat(frames.get(frames.size() - 1)).isInstanceOf(Frame.End.class);
      int length = 0;
      for (Frame.Text piece : texts().toList()) {
        assertThat(piece.offset()).isEqualTo(length);
        length += piece.text().length();
      }
    }

    private Stream<Frame.Text> texts() {
      return frames.stream().filter(Frame.Text.class::isInstance).map(Frame.Text.class::cast);
    }
  }
}
