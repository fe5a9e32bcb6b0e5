package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.Failure;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.StopHeard;
import dev.parley.bus.TurnOpened;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop reaches every process. */
class StopNoticeTest {

  private CustomerFixture parley;
  private CustomerFixture other;
  private final Queue<StopHeard> heard = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() {
    parley = CustomerFixture.start(CustomerFixture.PATIENT);
    other = parley.anotherNode();
    other.bus().listen(Addresses.CHAT_STOP_HEARD, heard::add);
  }

  @AfterEach
  void stop() {
    other.close();
    parley.close();
  }

  @Test
  @DisplayName("what is stopped at one process is heard at another")
  void reachesTheOther() {
    TurnOpened turn = parley.say("v", "Hello");
    assertThat(await(parley.bus().request(Addresses.CHAT_STOP, new StopAnswer(turn))))
        .isEqualTo(new AnswerStopped(turn.turnId()));

    Awaitility.await().until(() -> heard.contains(new StopHeard(turn.turnId())));
    assertThat(heard).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "INTERRUPTED"})
  @DisplayName("what broke off before is stopped where it is, and not asked for afresh")
  void brokenOff(AnswerStatus status) {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Hel", status));
    await(parley.bus().request(Addresses.CHAT_STOP, new StopAnswer(turn)));

    assertThat(parley.stored(turn)).contains("stopped: Hel");
    assertThat(await(parley.claim(turn)))
        .isEqualTo(new AnswerStanding.Over("Hel", AnswerStatus.STOPPED, List.of(), 2));
  }

  @Test
  @DisplayName("whoever says it still, since he was taken for dead, is told that it is not kept")
  void takenForDead() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");
    parley.sql("UPDATE chat_message SET status = 'interrupted' WHERE role <> 'user'");
    await(parley.bus().request(Addresses.CHAT_STOP, new StopAnswer(turn)));

    assertThatThrownBy(() -> await(parley.answer(turn, "Hello, it is me")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    assertThat(parley.stored(turn)).contains("stopped: Hel");
  }

  @Test
  @DisplayName("what ended well stays as it is")
  void endedWell() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Hello!"));
    await(parley.bus().request(Addresses.CHAT_STOP, new StopAnswer(turn)));
    assertThat(parley.stored(turn)).contains("complete: Hello!");
  }

  @Test
  @DisplayName("also after the connections were lost, and by others' notices nobody is disturbed")
  void afterALostConnection() {
    parley.cutNodes();
    TurnOpened turn = parley.say("v", "Hello");
    parley.sql("SELECT pg_notify('parley_stop', 'not a turn')");

    Awaitility.await()
        .until(
            () -> {
              await(parley.bus().request(Addresses.CHAT_STOP, new StopAnswer(turn)));
              return heard.contains(new StopHeard(turn.turnId()));
            });
  }
}
