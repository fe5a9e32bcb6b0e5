package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is taken for whom, and which room his words go to. */
class RecognitionTest {

  private static CustomerFixture parley;

  private final String visitor = UUID.randomUUID().toString();
  private final String other = UUID.randomUUID().toString();
  private final String address = "c" + UUID.randomUUID() + "@example.com";
  private final String friend = "f" + UUID.randomUUID() + "@example.com";

  @BeforeAll
  static void start() {
    parley = CustomerFixture.start();
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @Test
  @DisplayName("a stranger who gives no address stays a stranger, in a room of his own")
  void strangers() {
    TurnOpened first = parley.say(visitor, "Hello?");
    TurnOpened second = parley.say(visitor, "Anybody there?");
    TurnOpened somebodyElse = parley.say(other, "Hello?");

    assertThat(first.outcome()).isEqualTo(Outcome.ANONYMOUS);
    assertThat(first.customerId()).isEmpty();
    assertThat(second.roomId()).isEqualTo(first.roomId());
    assertThat(second.visitorId()).isEqualTo(first.visitorId());
    assertThat(somebodyElse.roomId()).isNotEqualTo(first.roomId());
  }

  @Test
  @DisplayName("the first message with an address makes the customer and his room")
  void created() {
    TurnOpened turn = parley.say(visitor, "My email is " + address);

    assertThat(turn.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(parley.sql("SELECT id, email FROM customer WHERE email = $1", address))
        .singleElement()
        .satisfies(row -> assertThat(row.getUUID("id")).isEqualTo(turn.customerId().orElseThrow()));
    assertThat(customerOf(turn.roomId())).isEqualTo(turn.customerId().orElseThrow());
  }

  @Test
  @DisplayName("he who gave his address is known without it from then on")
  void bound() {
    TurnOpened first = parley.say(visitor, "My email is " + address);
    TurnOpened again = parley.say(visitor, "Hi again");

    assertThat(again.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(again.customerId()).isEqualTo(first.customerId());
    assertThat(again.roomId()).isEqualTo(first.roomId());
  }

  @Test
  @DisplayName("another visitor who gives the address comes to the same room")
  void found() {
    TurnOpened first = parley.say(visitor, "My email is " + address);
    TurnOpened second = parley.say(other, "it's " + address.toUpperCase(Locale.ROOT));

    assertThat(second.outcome()).isEqualTo(Outcome.FOUND);
    assertThat(second.customerId()).isEqualTo(first.customerId());
    assertThat(second.roomId()).isEqualTo(first.roomId());
    assertThat(second.visitorId()).isNotEqualTo(first.visitorId());
  }

  @Test
  @DisplayName("giving the same address again finds the customer")
  void foundAgain() {
    parley.say(visitor, "My email is " + address);
    assertThat(parley.say(visitor, "as I said, " + address).outcome()).isEqualTo(Outcome.FOUND);
  }

  @Test
  @DisplayName("an anonymous room becomes the room of the customer who is new")
  void linked() {
    TurnOpened before = parley.say(visitor, "Hello?");
    TurnOpened after = parley.say(visitor, address);

    assertThat(after.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(after.roomId()).isEqualTo(before.roomId());
    assertThat(customerOf(before.roomId())).isEqualTo(after.customerId().orElseThrow());
  }

  @Test
  @DisplayName("an anonymous room is folded into the room that the customer has; its messages stay")
  void folded() {
    TurnOpened known = parley.say(other, address);
    TurnOpened before = parley.say(visitor, "Hello?");
    TurnOpened after = parley.say(visitor, "I am " + address);
    TurnOpened later = parley.say(visitor, "So?");

    assertThat(after.roomId()).isEqualTo(known.roomId());
    assertThat(later.roomId()).isEqualTo(known.roomId());
    assertThat(
            parley.sql(
                "SELECT folded_into, customer_id FROM chat_room WHERE id = $1", before.roomId()))
        .singleElement()
        .satisfies(
            room -> {
              assertThat(room.getUUID("folded_into")).isEqualTo(known.roomId());
              assertThat(room.getUUID("customer_id")).isNull();
            });
    assertThat(roomOf(before)).isEqualTo(before.roomId());
  }

  @Test
  @DisplayName("he who merely mentions another address stays who he is, and nobody is made of it")
  void mention() {
    TurnOpened me = parley.say(visitor, address);
    TurnOpened mention = parley.say(visitor, "Please write to " + friend);

    assertThat(mention.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(mention.customerId()).isEqualTo(me.customerId());
    assertThat(parley.sql("SELECT 1 FROM customer WHERE email = $1", friend)).isEmpty();
  }

  @Test
  @DisplayName("he who states another address as his own is taken for that one from then on")
  void rebound() {
    TurnOpened me = parley.say(visitor, address);
    TurnOpened rebound = parley.say(visitor, "My new email: " + friend);
    TurnOpened later = parley.say(visitor, "So?");
    TurnOpened formerSelf = parley.say(other, address);

    assertThat(rebound.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(rebound.customerId()).isNotEqualTo(me.customerId());
    assertThat(rebound.roomId()).isNotEqualTo(me.roomId());
    assertThat(later.customerId()).isEqualTo(rebound.customerId());
    assertThat(later.roomId()).isEqualTo(rebound.roomId());
    assertThat(formerSelf.roomId()).isEqualTo(me.roomId());
  }

  @Test
  @DisplayName("domains do not know of each other: one address, one secret, two of everything")
  void tenants() {
    UUID elsewhere = UUID.randomUUID();
    parley.createDomain(elsewhere);
    TurnOpened here = parley.say(visitor, address);
    TurnOpened there = await(parley.submit(elsewhere, visitor, address));

    assertThat(there.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(there.customerId()).isNotEqualTo(here.customerId());
    assertThat(there.visitorId()).isNotEqualTo(here.visitorId());
    assertThat(there.roomId()).isNotEqualTo(here.roomId());
  }

  @Test
  @DisplayName("an unknown domain is refused, and nothing is stored")
  void unknownDomain() {
    UUID nowhere = UUID.randomUUID();
    assertThatThrownBy(() -> await(parley.submit(nowhere, visitor, address)))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNKNOWN_DOMAIN));
    assertThat(parley.sql("SELECT 1 FROM visitor WHERE domain_id = $1", nowhere)).isEmpty();
  }

  @Test
  @DisplayName("a closed room stays closed: the customer gets a new one")
  void closedRoom() {
    TurnOpened first = parley.say(visitor, address);
    parley.sql("UPDATE chat_room SET closed_at = now() WHERE id = $1", first.roomId());
    TurnOpened next = parley.say(visitor, "Me again");

    assertThat(next.customerId()).isEqualTo(first.customerId());
    assertThat(next.roomId()).isNotEqualTo(first.roomId());
  }

  @Test
  @DisplayName("the secret is kept as its SHA-256, the address as it was typed and as it compares")
  void whatIsKept() {
    parley.say("a secret", "I am Jo@Example.COM");

    assertThat(parley.sql("SELECT email, email_typed FROM customer WHERE email = 'jo@example.com'"))
        .singleElement()
        .satisfies(row -> assertThat(row.getString("email_typed")).isEqualTo("Jo@Example.COM"));
    assertThat(parley.sql("SELECT 1 FROM visitor WHERE secret_sha256 = sha256('a secret')"))
        .hasSize(1);
  }

  private static UUID customerOf(UUID room) {
    return parley
        .sql("SELECT customer_id FROM chat_room WHERE id = $1", room)
        .get(0)
        .getUUID("customer_id");
  }

  private static UUID roomOf(TurnOpened turn) {
    return parley
        .sql("SELECT room_id FROM chat_message WHERE id = $1", turn.turnId())
        .get(0)
        .getUUID("room_id");
  }
}
