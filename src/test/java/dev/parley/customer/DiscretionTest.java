package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DiscretionTest {

  private static final String ADDRESS = "My email is ann@example.com";

  private final Ids ids = new Ids();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName(
      "a turn that gives an address and goes alone is told at a tick, not when it is stored")
  void alone() {
    TurnWork turn = turn(ADDRESS, Optional.empty());

    assertThat(isToldAtOnce(List.of(turn))).isFalse();

    await(turn.promise().future());
  }

  @Test
  @DisplayName("a turn that was tried before still waits for its first tick, and for one only")
  void triedTwice() {
    TurnWork turn = turn(ADDRESS, Optional.empty());
    Discretion discretion = new Discretion(vertx);

    Future<Boolean> told =
        onEventLoop(
            () -> {
              discretion.goes(batch(List.of(turn)));
              discretion.goes(batch(List.of(turn)));
              turn.complete(opened(turn));
            },
            turn);

    assertThat(await(told)).isFalse();
    await(turn.promise().future());
  }

  @Test
  @DisplayName("whom nothing is hidden from does not wait: no address, a proof, or many beside him")
  void atOnce() {
    Optional<EmailAddress> proven = EmailAddress.parse("ann@example.com");

    assertThat(isToldAtOnce(turns(1, "Hello", Optional.empty()))).isTrue();
    assertThat(isToldAtOnce(turns(1, "Hello", proven))).isTrue();
    assertThat(isToldAtOnce(turns(2, ADDRESS, Optional.empty()))).isFalse();
    assertThat(isToldAtOnce(turns(3, ADDRESS, Optional.empty()))).isTrue();
  }

  private List<TurnWork> turns(int count, String message, Optional<EmailAddress> proven) {
    return Stream.generate(() -> turn(message, proven)).limit(count).toList();
  }

  /** Whether the first of them is told in the same moment in which it is stored. */
  private boolean isToldAtOnce(List<TurnWork> turns) {
    Discretion discretion = new Discretion(vertx);
    return await(
        onEventLoop(
            () -> {
              discretion.goes(batch(turns));
              turns.get(0).complete(opened(turns.get(0)));
            },
            turns.get(0)));
  }

  /** No timer can come in between. */
  private Future<Boolean> onEventLoop(Runnable work, TurnWork turn) {
    Promise<Boolean> told = Promise.promise();
    vertx.runOnContext(
        now -> {
          work.run();
          told.complete(turn.promise().future().isComplete());
        });
    return told.future();
  }

  private static Batch batch(List<TurnWork> turns) {
    return new Batch(turns, List.of());
  }

  private TurnWork turn(String message, Optional<EmailAddress> proven) {
    Turn turn = new Turn(ids.create(), VisitorSecret.issue(), message);
    return new TurnWork(turn, proven, ids, Long.MAX_VALUE, Promise.promise());
  }

  private TurnOpened opened(TurnWork work) {
    return new TurnOpened(
        work.turnId(),
        work.turn().domainId(),
        ids.create(),
        ids.create(),
        Optional.empty(),
        Outcome.ANONYMOUS,
        false);
  }
}
