package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Erasure;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What others do while somebody is erased. */
class ErasureRacesTest {

  private static PrivacyFixture parley;

  private UUID domain;

  @BeforeAll
  static void start() {
    parley = new PrivacyFixture();
  }

  @AfterAll
  static void end() {
    parley.close();
  }

  @BeforeEach
  void create() {
    domain = parley.newDomain();
  }

  @Test
  @DisplayName("whoever is merged with another as that one goes is the same person, and goes too")
  void mergedAtTheLastMoment() {
    TurnOpened ann = parley.prove(domain, "ann", "Hello", "ann@example.com");
    TurnOpened bob = parley.say(domain, "bob", "My email is bob@example.com");
    parley.say(domain, "zoe", "I am zoe@example.com, bob@example.com sent me");
    SqlConnection merge =
        parley.begun(
            "UPDATE customer SET merged_into = '%s' WHERE id = '%s'".formatted(id(bob), id(ann)),
            "UPDATE visitor SET customer_id = '%s' WHERE customer_id = '%s'"
                .formatted(id(bob), id(ann)),
            "UPDATE chat_room SET folded_into = '%s', folded_from = customer_id, customer_id = NULL WHERE id = '%s'"
                .formatted(bob.roomId(), ann.roomId()));
    Future<Erasure> erasing = parley.erasing(domain, "ann@example.com");
    parley.awaitHeldUp();
    parley.commit(merge);

    assertThat(await(erasing).customers()).isEqualTo(2);
    assertThat(parley.whereIs("ann@example.com")).isEmpty();
    assertThat(parley.whereIs("bob@example.com")).isEmpty();
    assertThat(parley.count("visitor", domain)).as("only zoe").isEqualTo(1);
    assertThat(parley.say(domain, "ann", "Who am I?").customerId()).isEmpty();
  }

  @Test
  @DisplayName("whoever was merged with another while messages are read is struck out of them, too")
  void mergedWhileMessagesAreRead() {
    TurnOpened eva = parley.say(domain, "eva", "My email is eva@example.com");
    TurnOpened tim = parley.say(domain, "tim", "My email is tim@example.com");
    parley.say(domain, "zoe", "I am zoe@example.com, tim@example.com sent me");
    parley.say(domain, "zoe", "Ask eva@example.com");
    SqlConnection held = parley.begun(touch("Ask eva@example.com"));
    Future<Erasure> erasing = parley.erasing(domain, "eva@example.com");
    parley.awaitHeldUp();
    parley.merge(domain, tim, eva);
    parley.commit(held);

    assertThat(await(erasing).customers()).isEqualTo(2);
    assertThat(parley.whereIs("eva@example.com")).isEmpty();
    assertThat(parley.whereIs("tim@example.com")).isEmpty();
  }

  /** Holds a message, and leaves it as it is. */
  private String touch(String body) {
    return "UPDATE chat_message SET body = body WHERE domain_id = '%s' AND body = '%s'"
        .formatted(domain, body);
  }

  private static UUID id(TurnOpened turn) {
    return turn.customerId().orElseThrow();
  }
}
