package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.Failure;
import dev.parley.bus.FindLatestTurn;
import dev.parley.bus.FindTurn;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A visitor names a turn of his. */
class TurnFinderTest {

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  @DisplayName("his own turn is found, with what is known of him by now")
  void own() {
    TurnOpened turn = parley.say("v", "Hello");
    TurnOpened found = await(find("v", turn.turnId()));
    assertThat(found)
        .isEqualTo(
            new TurnOpened(
                turn.turnId(),
                turn.domainId(),
                turn.visitorId(),
                turn.roomId(),
                turn.customerId(),
                Outcome.ANONYMOUS,
                true));

    TurnOpened known = parley.say("v", "rishik@gmail.com");
    assertThat(await(find("v", turn.turnId())).outcome()).isEqualTo(Outcome.BOUND);
    assertThat(await(find("v", turn.turnId())).customerId()).isEqualTo(known.customerId());
  }

  @Test
  @DisplayName("somebody else's turn, none at all, and an answer look the same: not found")
  void notFound() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.say("w", "Hello");
    await(parley.answer(turn, "Hello!"));

    assertNotFound(find("w", turn.turnId()));
    assertNotFound(find("nobody", turn.turnId()));
    assertNotFound(find("v", new Ids().create()));
    assertNotFound(find("v", UUID.randomUUID()));
    assertNotFound(find("v", Ids.next(turn.turnId())));
  }

  @Test
  @DisplayName("his last turn with a key is found by how the key begins, also behind some without")
  void latest() {
    parley.say("v", "One", "chat-1/a");
    TurnOpened last = parley.say("v", "Two", "chat-1/b");
    await(parley.answer(last, "Two!"));
    parley.say("v", "Three");
    parley.say("w", "Four", "chat-1/c");

    assertThat(await(latest("v", "chat-1/")).turnId()).isEqualTo(last.turnId());
    assertThat(await(latest("v", "chat-1/")).repeated()).isTrue();
    assertNotFound(latest("v", "chat-2/"));
    assertNotFound(latest("v", "chat_1/"));
    assertNotFound(latest("v", "%"));
    assertNotFound(latest("nobody", "chat-1/"));
    assertNotFound(
        parley
            .bus()
            .request(
                Addresses.CHAT_FIND_LATEST,
                new FindLatestTurn(UUID.randomUUID(), new VisitorSecret("v"), "chat-1/")));
  }

  @Test
  @DisplayName("each chat has its last one, whatever he wrote in another one since")
  void severalChats() {
    parley.say("v", "Zero", "chat-1/a");
    TurnOpened one = parley.say("v", "One", "chat-1/b");
    TurnOpened two = parley.say("v", "Two", "chat-2/a");
    parley.say("v", "Three", "no-chat");

    assertThat(await(latest("v", "chat-1/")).turnId()).isEqualTo(one.turnId());
    assertThat(await(latest("v", "chat-2/")).turnId()).isEqualTo(two.turnId());
  }

  @Test
  @DisplayName("a long history without keys is not searched")
  void longHistory() {
    parley.say("v", "One", "chat-1/a");
    for (int i = 0; i < 50; i++) {
      parley.say("v", "Without a key");
    }
    assertNotFound(latest("v", "chat-1/"));
  }

  private Future<TurnOpened> find(String visitor, UUID turnId) {
    return parley
        .bus()
        .request(Addresses.CHAT_FIND, new FindTurn(turnId, new VisitorSecret(visitor)));
  }

  private Future<TurnOpened> latest(String visitor, String prefix) {
    return parley
        .bus()
        .request(
            Addresses.CHAT_FIND_LATEST,
            new FindLatestTurn(CustomerFixture.DOMAIN, new VisitorSecret(visitor), prefix));
  }

  private static void assertNotFound(Future<TurnOpened> turn) {
    assertThatThrownBy(() -> await(turn))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND))
        .hasMessage("no such turn");
  }
}
