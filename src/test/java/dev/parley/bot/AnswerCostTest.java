package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Frame;
import dev.parley.bus.TurnOpened;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an answer cost")
class AnswerCostTest extends WithBots {

  private static final int ESTIMATE = ("Do you ship to Norway?".length() + TEXT.length() + 3) / 4;

  private static int cost(Listener listener) {
    return listener.frames.stream()
        .filter(Frame.End.class::isInstance)
        .mapToInt(frame -> ((Frame.End) frame).tokens())
        .sum();
  }

  @Test
  @DisplayName("is told the reader for whom it was begun, and nobody else")
  void once() {
    deploy(FAST, 3);
    TurnOpened turn = turn();
    Listener first = new Listener();
    Listener second = new Listener();
    assertThat(ask(turn, first, 1_000).pays()).isTrue();
    assertThat(ask(turn, second, 1_000).pays()).isFalse();

    first.awaitEnd(AnswerStatus.COMPLETE);
    second.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(cost(first)).isEqualTo(ESTIMATE);
    assertThat(cost(second)).isZero();
  }

  @Test
  @DisplayName("is told also a reader who went away, and he hears nothing else")
  void muted() {
    deploy(FAST, 1);
    Listener listener = new Listener();
    AnswerStarted stream = ask(turn(), listener, 0);
    vertx.eventBus().send(stream.botAddress(), new Frame.Mute(stream.stream()));

    await().untilAsserted(() -> assertThat(listener.ends()).hasSize(1));
    assertThat(listener.pieces()).isEmpty();
    assertThat(cost(listener)).isEqualTo(ESTIMATE);
    assertThat(stored).hasSize(1);
    await().untilAsserted(() -> assertThat(running()).isZero());
  }

  @Test
  @DisplayName("is told when the answer was over before the reader went away without hearing it")
  void mutedLater() {
    deploy(AT_ONCE, 1);
    Listener listener = new Listener();
    AnswerStarted stream = ask(turn(), listener, 0);
    await().until(() -> !stored.isEmpty());
    ping(stream);
    assertThat(listener.frames).isEmpty();
    vertx.eventBus().send(stream.botAddress(), new Frame.Mute(stream.stream()));

    await().untilAsserted(() -> assertThat(cost(listener)).isEqualTo(ESTIMATE));
    assertThat(listener.pieces()).isEmpty();
    await().untilAsserted(() -> assertThat(running()).isZero());
  }
}
