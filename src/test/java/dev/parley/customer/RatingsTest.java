package dev.parley.customer;

import static dev.parley.bus.Failure.NOT_FOUND;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.RateAnswer;
import dev.parley.bus.Rating;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A visitor says what he thinks of an answer. */
class RatingsTest {

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private Future<?> rate(String visitor, UUID turnId, Rating rating) {
    return parley
        .bus()
        .request(Addresses.CHAT_RATE, new RateAnswer(turnId, new VisitorSecret(visitor), rating));
  }

  private Failure refused(String visitor, UUID turnId) {
    return await(
        rate(visitor, turnId, Rating.UP)
            .map(Failure.INTERNAL)
            .recover(it -> Future.succeededFuture(Failure.of(it))));
  }

  private String stored(TurnOpened turn) {
    return parley
        .sql(
            "SELECT coalesce(rating, 'nothing') FROM chat_message WHERE id = $1",
            Ids.next(turn.turnId()))
        .get(0)
        .getString(0);
  }

  @Test
  @DisplayName("it is kept with the answer, and the last word counts")
  void kept() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Good day", AnswerStatus.COMPLETE));
    assertThat(stored(turn)).isEqualTo("nothing");

    await(rate("v", turn.turnId(), Rating.UP));
    await(rate("v", turn.turnId(), Rating.DOWN));

    assertThat(stored(turn)).isEqualTo("down");
  }

  @Test
  @DisplayName("by nobody else, and of nothing that is not there: both are not found")
  void notFound() {
    TurnOpened turn = parley.say("v", "Hello");
    assertThat(refused("v", turn.turnId())).as("before its answer").isEqualTo(NOT_FOUND);
    await(parley.answer(turn, "Good day", AnswerStatus.STOPPED));
    parley.say("stranger", "Hello");

    assertThat(refused("stranger", turn.turnId())).isEqualTo(NOT_FOUND);
    assertThat(refused("nobody", turn.turnId())).isEqualTo(NOT_FOUND);
    assertThat(refused("v", UUID.randomUUID())).isEqualTo(NOT_FOUND);

    assertThat(stored(turn)).isEqualTo("nothing");
    await(rate("v", turn.turnId(), Rating.UP));
    assertThat(stored(turn)).isEqualTo("up");
  }

  @Test
  @DisplayName(
      "by a verified one also of what was said elsewhere in his customer's room, folded or not")
  void verifiedElsewhere() {
    TurnOpened before = parley.say("phone", "Hello");
    await(parley.answer(before, "Good day"));
    TurnOpened turn = parley.prove("phone", "Hello", "ann@example.com");
    await(parley.answer(turn, "Good day, Ann"));
    TurnOpened aside = parley.say("tablet", "Hello");
    await(parley.answer(aside, "Hello, whoever you are"));
    parley.say("tablet", "ann@example.com"); // by which his own room is folded into hers
    parley.prove("laptop", "Hello", "ann@example.com");

    for (TurnOpened each : List.of(before, turn, aside)) {
      await(rate("laptop", each.turnId(), Rating.DOWN));
      assertThat(stored(each)).isEqualTo("down");
    }
    assertThat(refused("tablet", turn.turnId())).as("who is not verified").isEqualTo(NOT_FOUND);
    parley.prove("stranger", "Hello", "bob@example.com");
    for (TurnOpened each : List.of(before, turn, aside)) {
      assertThat(refused("stranger", each.turnId())).as("of another").isEqualTo(NOT_FOUND);
      assertThat(stored(each)).isEqualTo("down");
    }
  }

  @Test
  @DisplayName("a verified one without a customer's room has nothing but his own")
  void verifiedOfNobody() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Good day"));
    parley.say("w", "Hello");
    parley.sql("UPDATE visitor SET verified = true");

    assertThat(refused("w", turn.turnId())).isEqualTo(NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "INTERRUPTED"})
  @DisplayName("of an answer that broke off nothing is thought: it will be another one")
  void brokeOff(AnswerStatus status) {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Goo", status));
    assertThat(refused("v", turn.turnId())).isEqualTo(NOT_FOUND);
  }
}
