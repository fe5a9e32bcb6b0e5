package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.StopHeard;
import dev.parley.bus.TurnOpened;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
