package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Frame;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.OpenAnswer;
import dev.parley.bus.ShuttingDown;
import dev.parley.bus.Source;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.StopHeard;
import dev.parley.bus.TurnOpened;
import dev.parley.settings.BotSettings;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An answer that was asked for before")
class AnswerDoorTest extends WithBots {

  private static final int STOPS_UNTIL_HEARD = 3;

  private final List<OpenAnswer> looks = new CopyOnWriteArrayList<>();
  private final List<StopAnswer> stopsElsewhere = new CopyOnWriteArrayList<>();
  private final List<GrowingAnswer> kept = new CopyOnWriteArrayList<>();
  private volatile AnswerStanding standing = new AnswerStanding.Yours(2);
  private volatile Future<Void> telling = Future.succeededFuture();
  private volatile int lostAttempt;
  private volatile Future<Void> losing = Future.succeededFuture();

  @BeforeEach
  void standForTheDatabase() {
    bus.answer(
        Addresses.CHAT_ANSWER_OPEN,
        look -> {
          AnswerStanding seen = standing;
          Future<Void> told = telling;
          looks.add(look);
          return told.map(seen);
        });
    bus.answer(
        Addresses.CHAT_STOP,
        stop -> {
          stopsElsewhere.add(stop);
          if (stopsElsewhere.size() == STOPS_UNTIL_HEARD) {
            standing = new AnswerStanding.Over("Hello", AnswerStatus.STOPPED);
          }
          return Future.succeededFuture(new AnswerStopped(stop.turn().turnId()));
        });
    bus.<GrowingAnswers>listen(
        Addresses.CHAT_ANSWER_GROWING, grown -> kept.addAll(grown.answers()));
  }

  @ParameterizedTest(name = "at {0} verticles")
  @ValueSource(ints = {1, 4})
  @DisplayName("is joined from its first chunk while it runs, wherever, and is said once")
  void joins(int verticles) {
    deploy(FAST, verticles);
    TurnOpened turn = turn();
    Listener first = new Listener();
    ask(turn, first, 1_000);
    await().until(() -> !first.pieces().isEmpty());

    List<Listener> others = List.of(new Listener(), new Listener(), new Listener());
    for (Listener other : others) {
      assertThat(retry(turn, other).replayed()).isFalse();
    }

    others.forEach(other -> other.awaitEnd(AnswerStatus.COMPLETE));
    assertThat(others).allSatisfy(other -> assertThat(other.text()).isEqualTo(TEXT));
    assertThat(stored).hasSize(1);
    assertThat(looks).isEmpty();
  }

  @Test
  @DisplayName("goes on for a reader where he left it, after every single character")
  void resumesAnywhere() {
    deploy(SLOW, 1);
    TurnOpened turn = turn();
    Listener first = new Listener();
    ask(turn, first, 1_000);
    await().until(() -> first.pieces().size() > 2);
    int said = first.text().length();

    for (int from = 0; from <= said; from++) {
      Listener listener = new Listener();
      resume(turn, listener, from);
      int at = from;
      await().until(() -> listener.text().length() + at >= said);
      assertThat(TEXT).startsWith(TEXT.substring(0, from) + listener.text());
    }
  }

  @ParameterizedTest
  @EnumSource(AnswerStatus.class)
  @DisplayName("is said again from storage, with the end that it had, and asks nobody")
  void replays(AnswerStatus status) {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over("Hello 👋 there", status);
    Listener whole = new Listener();
    Listener rest = new Listener();

    assertThat(retry(turn(), whole).replayed()).isTrue();
    assertThat(resume(turn(), rest, "Hello 👋".length()).replayed()).isTrue();

    whole.awaitEnd(status);
    assertThat(whole.text()).isEqualTo("Hello 👋 there");
    await().untilAsserted(() -> assertThat(rest.ends()).containsExactly(status));
    assertThat(rest.text()).isEqualTo(" there");
    assertThat(stored).isEmpty();
    assertThat(running()).isZero();
  }

  @Test
  @DisplayName("is said again with what it rests on; a part of a fixed text rests on nothing")
  void sources() {
    deploy(FAST, 1);
    List<Source> sources = List.of(new Source("Shop › Hours", Optional.empty()));
    standing = new AnswerStanding.Over("Hello", AnswerStatus.STOPPED, sources);
    Listener listener = new Listener();

    resume(turn(), listener, 0);

    await()
        .untilAsserted(
            () ->
                assertThat(listener.frames)
                    .last()
                    .isEqualTo(new Frame.End(1, AnswerStatus.STOPPED, 0, sources)));
  }

  @Test
  @DisplayName("begins with the whole character for a reader who left off inside of it")
  void insideAPair() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over("Hi 👋 there", AnswerStatus.COMPLETE);
    Listener listener = new Listener();

    resume(turn(), listener, "Hi 👋".length() - 1);

    await().untilAsserted(() -> assertThat(listener.ends()).hasSize(1));
    assertThat(listener.frames.get(0)).isEqualTo(new Frame.Text(1, "Hi ".length(), "👋 there"));
  }

  @Test
  @DisplayName("is over at once for a reader who saw more of it than outlived a crash")
  void sawMore() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over("Hello", AnswerStatus.INTERRUPTED);
    Listener listener = new Listener();

    resume(turn(), listener, 17);

    listener.awaitEnd(AnswerStatus.INTERRUPTED);
    assertThat(listener.text()).isEmpty();
  }

  @Test
  @DisplayName("is sent again within the window of credit only")
  void replaysWithinTheWindow() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over("Hello", AnswerStatus.COMPLETE);
    Listener listener = new Listener();

    AnswerStarted stream =
        get(
            bus.request(
                Addresses.BOT_ANSWER,
                new AnswerRequest(again(turn()), Optional.empty(), listener.address, 1, 0, 0)));
    ping(stream);
    assertThat(listener.frames).isEmpty();
    credit(stream, 1);

    listener.awaitEnd(AnswerStatus.COMPLETE);
  }

  @Test
  @DisplayName("is asked for afresh, once, when it broke off: whoever else retries joins")
  void begunAfresh() {
    deploy(FAST, 4);
    TurnOpened turn = turn();
    Listener one = new Listener();
    Listener other = new Listener();

    get(Future.all(request(again(turn), one), request(again(turn), other)));

    one.awaitEnd(AnswerStatus.COMPLETE);
    other.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(stored).singleElement().extracting(FinishedAnswer::text).isEqualTo(TEXT);
  }

  @Test
  @DisplayName("is not said twice when the retry overtakes whoever stored the turn")
  void retryOvertakes() {
    deploy(AT_ONCE, 2);
    TurnOpened turn = turn();
    Listener retry = new Listener();
    retry(turn, retry);
    retry.awaitEnd(AnswerStatus.COMPLETE);
    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE);

    Listener late = new Listener();
    ask(turn, late, 32);

    late.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(late.text()).isEqualTo(TEXT);
    assertThat(stored).hasSize(1);
  }

  @ParameterizedTest(name = "at {0} verticles")
  @ValueSource(ints = {1, 4})
  @DisplayName("is begun by who was given it, where one that is over lingers and was not kept")
  void lingersUnkept(int verticles) {
    deploy(AT_ONCE, verticles);
    lostAttempt = 1;
    TurnOpened turn = turn();
    Promise<Void> way = Promise.promise();
    telling = way.future();
    Listener retry = new Listener();
    Future<AnswerStarted> started = request(again(turn), retry);
    await().until(() -> looks.size() == 1);
    ask(turn, new Listener(), 0);
    await().until(() -> over("failed") == 1);
    standing = new AnswerStanding.Elsewhere("", 2);

    way.complete();

    assertThat(get(started).attempt()).isEqualTo(2);
    retry.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(retry.text()).isEqualTo(TEXT);
    assertThat(stored).singleElement().extracting(FinishedAnswer::attempt).isEqualTo(2);
  }

  @Test
  @DisplayName("is stored as the attempt that was given meanwhile, before whoever it was is here")
  void givenWhileItIsStored() {
    deploy(AT_ONCE, 1);
    lostAttempt = 1;
    Promise<Void> loss = Promise.promise();
    losing = loss.future();
    TurnOpened turn = turn();
    Listener listener = new Listener();
    ask(turn, listener, 1_000);
    RunningTurns.of(vertx, meters).claim(turn.turnId(), 2);

    loss.complete();

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(stored).singleElement().extracting(FinishedAnswer::attempt).isEqualTo(2);
    assertThat(over("failed")).isZero();
  }

  @ParameterizedTest(name = "at {0} verticles")
  @ValueSource(ints = {1, 4})
  @DisplayName("is not said again by who was given it so long ago that a later attempt is over")
  void givenLongAgo(int verticles) {
    deploy(AT_ONCE, verticles);
    TurnOpened turn = turn();
    Promise<Void> way = Promise.promise();
    telling = way.future();
    Listener late = new Listener();
    Future<AnswerStarted> started = request(again(turn), late);
    await().until(() -> looks.size() == 1);
    telling = Future.succeededFuture();
    standing = new AnswerStanding.Yours(3);
    Listener next = new Listener();
    retry(turn, next);
    next.awaitEnd(AnswerStatus.COMPLETE);
    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE, List.of(), 3);

    way.complete();

    assertThat(get(started).attempt()).isEqualTo(3);
    late.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(late.text()).isEqualTo(TEXT);
    assertThat(stored).singleElement().extracting(FinishedAnswer::attempt).isEqualTo(3);
  }

  @Test
  @DisplayName("is followed, as far as it is stored, while another process says it")
  void follows() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hel");
    Listener listener = new Listener();

    assertThat(retry(turn(), listener).replayed()).isFalse();
    await().until(() -> listener.text().equals("Hel"));
    standing = new AnswerStanding.Elsewhere("Hello");
    await().until(() -> listener.text().equals("Hello"));
    standing = new AnswerStanding.Over("Hello there", AnswerStatus.STOPPED);

    listener.awaitEnd(AnswerStatus.STOPPED);
    assertThat(listener.text()).isEqualTo("Hello there");
    assertThat(looks.subList(1, looks.size())).noneMatch(OpenAnswer::ask);
    assertThat(stored).isEmpty();
  }

  @Test
  @DisplayName("is looked for once, however many follow it, and breaks off on the way down")
  void followedTogether() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hello");
    TurnOpened turn = turn();
    List<Listener> listeners = Stream.generate(Listener::new).limit(20).toList();
    listeners.forEach(listener -> retry(turn, listener));
    int joins = looks.size();
    await().until(() -> looks.size() >= joins + 3);
    assertThat(looks.size()).isLessThan(joins + listeners.size());

    bus.publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now()));

    listeners.forEach(listener -> listener.awaitEnd(AnswerStatus.INTERRUPTED));
    assertThat(listeners).allSatisfy(it -> assertThat(it.text()).isEqualTo("Hello"));
  }

  @Test
  @DisplayName("has failed when it was given to a bot that refuses it: nobody waits for it")
  void refusedOnceGiven() {
    deploy(new BotSettings(SLOW, 10_000, 1), 1);
    refusals.set(Integer.MAX_VALUE);
    Stream.generate(this::turn).limit(2).forEach(turn -> ask(turn, new Listener(), 1));
    TurnOpened turn = again(turn());

    assertThat(refusal(turn)).isEqualTo(Failure.OVERLOADED);
    refusals.set(0);

    await()
        .untilAsserted(
            () ->
                assertThat(stored)
                    .contains(new FinishedAnswer(turn, "", AnswerStatus.FAILED, List.of(), 2)));
  }

  @Test
  @DisplayName("is stopped, too, when it has broken off and only waits to be stored")
  void stopsWhatWaitsToBeStored() {
    deploy(new BotSettings(SLOW, 10_000, 1), 1);
    refusals.set(Integer.MAX_VALUE);
    ask(turn(), new Listener(), 1);
    TurnOpened tooMany = turn();
    ask(tooMany, new Listener(), 1);
    standing = new AnswerStanding.Over("", AnswerStatus.FAILED);

    Future<AnswerStopped> stop = bus.request(Addresses.BOT_STOP, new StopAnswer(again(tooMany)));
    refusals.set(0);

    get(stop);
    assertThat(stored).contains(new FinishedAnswer(tooMany, "", AnswerStatus.FAILED));
    assertThat(stopsElsewhere).hasSize(STOPS_UNTIL_HEARD);
  }

  @Test
  @DisplayName("is no answer that runs when it is over and only waits for a slow reader")
  void lingers() {
    deploy(AT_ONCE, 1);
    TurnOpened turn = turn();
    AnswerStarted slow = ask(turn, new Listener(), 0);
    await().until(() -> !stored.isEmpty());
    ping(slow);
    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE);

    Listener listener = new Listener();
    assertThat(retry(turn, listener).replayed()).isTrue();

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(running()).isZero();
  }

  @Test
  @DisplayName("is not over for who followed it before it began here, whatever the database says")
  void followedBeforeItBegan() {
    deploy(SLOW, 1);
    standing = new AnswerStanding.Elsewhere("");
    TurnOpened turn = turn();
    Listener follower = new Listener();
    resume(turn, follower, 0);
    ask(turn, new Listener(), 1_000);
    standing = new AnswerStanding.Over("", AnswerStatus.INTERRUPTED);
    int before = looks.size();
    await().until(() -> looks.size() > before + 1);

    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE);

    follower.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(follower.text()).isEqualTo(TEXT);
  }

  @ParameterizedTest(name = "as attempt {1}, which says {0}")
  @CsvSource({"Good, 1", "Hello, 2"})
  @DisplayName("breaks off for a follower when it is begun afresh elsewhere, whatever it says")
  void followedAndBegunAfresh(String text, int attempt) {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hello");
    Listener listener = new Listener();
    retry(turn(), listener);
    await().until(() -> listener.text().equals("Hello"));

    standing = new AnswerStanding.Elsewhere(text, attempt);

    listener.awaitEnd(AnswerStatus.FAILED);
  }

  @Test
  @DisplayName("is followed anew by who comes after it was begun afresh, before that is noticed")
  void followedAfterwards() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hello", 1);
    TurnOpened turn = turn();
    Listener before = new Listener();
    retry(turn, before);
    standing = new AnswerStanding.Elsewhere("Good", 2);
    Listener after = new Listener();

    assertThat(retry(turn, after).attempt()).isEqualTo(2);

    before.awaitEnd(AnswerStatus.FAILED);
    await().until(() -> after.text().equals("Good"));
    standing = new AnswerStanding.Over("Good morning", AnswerStatus.COMPLETE, List.of(), 2);
    after.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(after.text()).isEqualTo("Good morning");
  }

  @Test
  @DisplayName("is read from its beginning by whoever has heard a part of another attempt")
  void anotherAttempt() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE, List.of(), 2);
    Listener former = new Listener();
    Listener same = new Listener();
    TurnOpened turn = turn();

    assertThat(resume(turn, former, 5, 1).attempt()).isEqualTo(2);
    assertThat(resume(turn, same, 5, 2).attempt()).isEqualTo(2);

    former.awaitEnd(AnswerStatus.COMPLETE);
    await().until(() -> !same.ends().isEmpty());
    assertThat(former.text()).isEqualTo(TEXT);
    assertThat(same.text()).isEqualTo(TEXT.substring(5));
  }

  @Test
  @DisplayName("is the attempt that it was given as, while it runs")
  void whichAttempt() {
    deploy(SLOW, 2);
    standing = new AnswerStanding.Yours(3);
    TurnOpened turn = turn();
    Listener first = new Listener();
    assertThat(retry(turn, first).attempt()).isEqualTo(3);
    await().until(() -> first.text().length() > 5);

    Listener former = new Listener();
    assertThat(resume(turn, former, 5, 2).attempt()).isEqualTo(3);
    await().until(() -> former.text().length() > 5);
    assertThat(TEXT).startsWith(former.text());
    assertThat(ask(turn(), new Listener(), 1).attempt()).isEqualTo(1);
  }

  @Test
  @DisplayName("is not looked for any more when its followers are gone")
  void followersLeave() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hello");
    Listener listener = new Listener();
    AnswerStarted stream = retry(turn(), listener);
    await().until(() -> looks.size() > 2);

    vertx.eventBus().send(stream.botAddress(), new Frame.Cancel(stream.stream()));
    ping(stream);
    int before = looks.size();
    Listener second = new Listener();
    retry(turn(), second);
    await().until(() -> looks.size() > before + 3);

    TurnOpened still = looks.get(looks.size() - 1).turn();
    assertThat(looks.subList(before + 1, looks.size()))
        .allSatisfy(look -> assertThat(look.turn()).isEqualTo(still));
  }

  @ParameterizedTest(name = "at {0} verticles")
  @ValueSource(ints = {1, 4})
  @DisplayName("ends where it is when it is stopped, for everybody, and is stored so")
  void stops(int verticles) {
    deploy(SLOW, verticles);
    TurnOpened turn = turn();
    Listener first = new Listener();
    Listener second = new Listener();
    ask(turn, first, 1_000);
    retry(turn, second);
    await().until(() -> second.pieces().size() > 1);

    stop(turn);

    assertThat(stored)
        .singleElement()
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(AnswerStatus.STOPPED));
    first.awaitEnd(AnswerStatus.STOPPED);
    second.awaitEnd(AnswerStatus.STOPPED);
    assertThat(first.text()).isEqualTo(stored.get(0).text()).isEqualTo(second.text());
    assertThat(TEXT).startsWith(first.text());
    assertThat(stopsElsewhere).isEmpty();
  }

  @Test
  @DisplayName("stays as it is when it is stopped after its end")
  void stopsTooLate() {
    deploy(AT_ONCE, 1);
    TurnOpened turn = turn();
    Listener listener = new Listener();
    ask(turn, listener, 32);
    listener.awaitEnd(AnswerStatus.COMPLETE);
    standing = new AnswerStanding.Over(TEXT, AnswerStatus.COMPLETE);

    stop(turn);

    assertThat(stored).hasSize(1);
    assertThat(stopsElsewhere).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "INTERRUPTED"})
  @DisplayName("is stopped in the database when it broke off before")
  void stopsWhatBrokeOff(AnswerStatus status) {
    deploy(FAST, 1);
    standing = new AnswerStanding.Over("Hello", status);
    stop(turn());
    assertThat(stopsElsewhere).hasSize(STOPS_UNTIL_HEARD); // and looks whether it is so
  }

  @Test
  @DisplayName("is stopped by way of the database, until the process that says it has heard it")
  void stopsElsewhere() {
    deploy(FAST, 1);
    standing = new AnswerStanding.Elsewhere("Hello");
    TurnOpened turn = turn();

    stop(turn);

    assertThat(stopsElsewhere)
        .hasSize(STOPS_UNTIL_HEARD)
        .allSatisfy(stop -> assertThat(stop.turn()).isEqualTo(again(turn)));
    assertThat(looks).noneMatch(OpenAnswer::ask);
  }

  @Test
  @DisplayName("stops when another process heard the visitor")
  void hearsOfAStop() {
    deploy(SLOW, 2);
    TurnOpened turn = turn();
    Listener listener = new Listener();
    ask(turn, listener, 32);
    await().until(() -> !listener.pieces().isEmpty());

    bus.publish(Addresses.CHAT_STOP_HEARD, new StopHeard(turn().turnId()));
    bus.publish(Addresses.CHAT_STOP_HEARD, new StopHeard(turn.turnId()));

    listener.awaitEnd(AnswerStatus.STOPPED);
  }

  @Test
  @DisplayName("is kept while it grows, when it takes long, and not when it is soon over")
  void keepsWhatGrows() {
    deploy(SLOW, 2);
    TurnOpened turn = turn();
    ask(turn, new Listener(), 1_000);

    await().until(() -> kept.size() > 1);
    assertThat(kept)
        .allSatisfy(
            grown -> {
              assertThat(grown.turn()).isEqualTo(turn);
              assertThat(TEXT).startsWith(grown.text());
            });
    assertThat(kept.get(1).text()).startsWith(kept.get(0).text());
    assertThat(kept.get(1).text().length()).isGreaterThan(kept.get(0).text().length());
  }

  @Override
  Future<AnswerStored> store(FinishedAnswer answer) {
    return answer.attempt() == lostAttempt
        ? losing.compose(
            over -> Future.failedFuture(Failure.NOT_FOUND.because("another attempt has it")))
        : super.store(answer);
  }

  private double over(String status) {
    return meters.find("parley.answers").tag("status", status).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private AnswerStarted retry(TurnOpened turn, Listener listener) {
    return get(request(again(turn), listener));
  }

  private Future<AnswerStarted> request(TurnOpened turn, Listener listener) {
    return request(turn, listener, 1_000);
  }

  private AnswerStarted resume(TurnOpened turn, Listener listener, int from) {
    return resume(turn, listener, from, 0);
  }

  private AnswerStarted resume(TurnOpened turn, Listener listener, int from, int attempt) {
    return get(
        bus.request(
            Addresses.BOT_ANSWER,
            new AnswerRequest(
                again(turn), Optional.empty(), listener.address, 1, 1_000, from, attempt)));
  }

  private void stop(TurnOpened turn) {
    get(bus.request(Addresses.BOT_STOP, new StopAnswer(again(turn))));
  }

  /** The turn as it comes back to a retry. */
  private static TurnOpened again(TurnOpened turn) {
    return new TurnOpened(
        turn.turnId(),
        turn.domainId(),
        turn.visitorId(),
        turn.roomId(),
        turn.customerId(),
        turn.outcome(),
        true);
  }
}
