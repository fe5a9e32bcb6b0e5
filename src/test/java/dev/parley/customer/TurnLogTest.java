package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import dev.parley.testing.Logged;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The lines that an operator of the former system knows, word for word. */
class TurnLogTest {

  private final Ids ids = new Ids();
  private final UUID customer = ids.create();
  private final UUID room = ids.create();
  private final UUID anonymousRoom = ids.create();
  private final Logged lines = Logged.by(TurnLog.class);

  @AfterEach
  void leave() {
    lines.close();
  }

  @Test
  @DisplayName("a new customer")
  void created() {
    assertThat(log(Outcome.CREATED, Optional.empty(), true, false))
        .containsExactly(
            "[Bot Stream] 📧 Customer email detected: rishik@gmail.com",
            "[Bot Stream] ✅ Customer found/created: " + customer,
            "[Bot Stream] 🆕 New customer, created chat room: " + room);
  }

  @Test
  @DisplayName("a race that was lost")
  void raced() {
    assertThat(log(Outcome.RACED, Optional.empty(), false, false))
        .containsExactly(
            "[Bot Stream] 📧 Customer email detected: rishik@gmail.com",
            "[Bot Stream] 🔄 Race condition detected - customer created by concurrent request",
            "[Bot Stream] ✅ Customer found/created: " + customer,
            "[Bot Stream] 🔄 Returning customer, using existing chat room: " + room);
  }

  @Test
  @DisplayName("a returning customer whose anonymous room is folded in")
  void folded() {
    assertThat(log(Outcome.FOUND, Optional.of(anonymousRoom), false, false))
        .containsExactly(
            "[Bot Stream] 📧 Customer email detected: rishik@gmail.com",
            "[Bot Stream] ✅ Customer found/created: " + customer,
            "[Bot Stream] 🔗 Linking anonymous chat history: " + anonymousRoom,
            "[Bot Stream] 🔄 Returning customer, using existing chat room: " + room);
  }

  @Test
  @DisplayName("a new customer whose anonymous room becomes his")
  void linked() {
    assertThat(log(Outcome.CREATED, Optional.of(room), false, false))
        .containsExactly(
            "[Bot Stream] 📧 Customer email detected: rishik@gmail.com",
            "[Bot Stream] ✅ Customer found/created: " + customer,
            "[Bot Stream] 🔗 Linking anonymous chat history: " + room);
  }

  @Test
  @DisplayName("an address is masked when that is asked for")
  void masked() {
    assertThat(log(Outcome.FOUND, Optional.empty(), false, true))
        .first()
        .isEqualTo("[Bot Stream] 📧 Customer email detected: r***@gmail.com");
  }

  @Test
  @DisplayName("a turn whose message gives no address says nothing")
  void silent() {
    assertThat(log(Outcome.BOUND, Optional.empty(), false, false)).isEmpty();
    assertThat(log(Outcome.ANONYMOUS, Optional.empty(), true, false)).isEmpty();
  }

  private List<String> log(
      Outcome outcome, Optional<UUID> linkedRoom, boolean roomIsNew, boolean maskEmail) {
    Turn turn = new Turn(ids.create(), VisitorSecret.issue(), "My email is Rishik@gmail.com");
    TurnOpened opened =
        new TurnOpened(
            ids.create(),
            turn.domainId(),
            ids.create(),
            room,
            Optional.of(customer),
            outcome,
            false);
    TurnWork work = new TurnWork(turn, Optional.empty(), ids, 0, Promise.promise());
    TurnLog log = new TurnLog(maskEmail);
    new StoredTurn(work, opened, linkedRoom, roomIsNew).recognition().ifPresent(log::recognised);
    return lines.texts();
  }
}
