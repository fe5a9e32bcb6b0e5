package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a process expects of its visitors is a guess: whatever it is, the turns come out the same.
 */
class AcquaintancesTest {

  private static final String ADDRESS = "My email is ann@example.com";

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
  @DisplayName("a visitor who is known here costs one round trip, with or without his address")
  void known() {
    TurnOpened first = parley.say("v", ADDRESS);
    TurnOpened bound = parley.say("v", "Hello again");
    TurnOpened stated = parley.say("v", ADDRESS);

    assertThat(first.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(bound.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(stated.outcome()).isEqualTo(Outcome.FOUND);
    assertThat(List.of(bound.roomId(), stated.roomId())).containsOnly(first.roomId());
    assertThat(parley.attempts()).isEqualTo(3);
    assertThat(parley.count("chat_message")).isEqualTo(3);
  }

  @Test
  @DisplayName("a known visitor who gives his first address is bound, and his room goes with him")
  void firstAddress() {
    TurnOpened anonymous = parley.say("v", "Hello");
    TurnOpened named = parley.say("v", ADDRESS);

    assertThat(named.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(named.roomId()).isEqualTo(anonymous.roomId());
  }

  @Test
  @DisplayName("a known visitor who mentions somebody stays bound, and who states it is bound anew")
  void otherAddress() {
    TurnOpened ann = parley.say("v", ADDRESS);
    TurnOpened mention = parley.say("v", "Write to bob@example.com, please");
    TurnOpened bob = parley.say("v", "My new email is bob@example.com");

    assertThat(mention.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(mention.customerId()).isEqualTo(ann.customerId());
    assertThat(bob.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(bob.roomId()).isNotEqualTo(ann.roomId());
  }

  @Test
  @DisplayName("who was bound at another node meanwhile writes on in his customer's room")
  void boundElsewhere() {
    TurnOpened anonymous = parley.say("v", "Hello");
    try (CustomerFixture other = parley.anotherNode()) {
      TurnOpened ann = other.say("w", ADDRESS);
      TurnOpened bound = other.say("v", ADDRESS);
      assertThat(bound.roomId()).isEqualTo(ann.roomId());

      TurnOpened here = parley.say("v", "Hello again");

      assertThat(here.outcome()).isEqualTo(Outcome.BOUND);
      assertThat(here.roomId()).isEqualTo(ann.roomId()).isNotEqualTo(anonymous.roomId());
    }
  }

  @Test
  @DisplayName("a room that was closed meanwhile is not written into")
  void closedRoom() {
    TurnOpened before = parley.say("v", ADDRESS);
    parley.sql("UPDATE chat_room SET closed_at = now()");

    TurnOpened after = parley.say("v", "Hello again");

    assertThat(after.customerId()).isEqualTo(before.customerId());
    assertThat(after.roomId()).isNotEqualTo(before.roomId());
  }

  @Test
  @DisplayName("a visitor who was deleted meanwhile is a new one")
  void deletedVisitor() {
    TurnOpened before = parley.say("v", "Hello");
    parley.sql("DELETE FROM chat_message");
    parley.sql("DELETE FROM chat_room");
    parley.sql("DELETE FROM visitor");

    TurnOpened after = parley.say("v", "Hello again");

    assertThat(after.visitorId()).isNotEqualTo(before.visitorId());
    assertThat(parley.count("chat_message")).isEqualTo(1);
  }

  @Test
  @DisplayName("known ones, strangers and finished answers that come together are all stored, once")
  void mixed() {
    List<TurnOpened> known = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      known.add(parley.say("known-" + i, i % 2 == 0 ? "Hello" : "I am u" + i + "@example.com"));
    }

    List<Future<?>> together = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      together.add(parley.answer(known.get(i), "Hello, you"));
      together.add(parley.submit("known-" + i, "I am u" + i + "@example.com"));
      together.add(parley.submit("new-" + i, "I am u" + i + "@example.com"));
    }
    await(Future.all(together));

    assertThat(parley.count("customer")).isEqualTo(20);
    assertThat(parley.count("visitor")).isEqualTo(40);
    assertThat(parley.count("chat_message")).isEqualTo(80);
    assertThat(parley.sql("SELECT 1 FROM chat_room WHERE folded_into IS NULL")).hasSize(20);
  }
}
