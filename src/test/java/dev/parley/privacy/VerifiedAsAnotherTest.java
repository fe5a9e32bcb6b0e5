package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Erasure;
import dev.parley.bus.Failure;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bob's site vouched for him; then he typed Ann's address, and is taken for her. */
class VerifiedAsAnotherTest {

  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

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
  void speak() {
    domain = parley.newDomain();
    parley.prove(domain, "bob's phone", "What did I order?", BOB);
    parley.prove(domain, "bob's laptop", "My order is 17", BOB);
    parley.say(domain, "bob's laptop", "My email is " + ANN);
    parley.say(domain, "ann", "My email is " + ANN);
  }

  @Test
  @DisplayName("an export of Ann tells nothing that Bob said when he was proven, one of Bob does")
  void exports() {
    assertThat(contents(ANN)).containsExactly("My email is " + ANN, "My email is " + ANN);
    assertThat(contents(BOB)).containsExactly("What did I order?", "My order is 17");
  }

  @Test
  @DisplayName("when Ann is erased Bob's verified conversation stays whole, and he can read it")
  void erases() {
    Erasure erasure = parley.erase(domain, ANN);

    assertThat(erasure.messages()).isEqualTo(4);
    assertThat(contents(BOB)).containsExactly("What did I order?", "My order is 17");
    assertThat(parley.count("chat_message", domain)).isEqualTo(4);
    assertThat(parley.export(domain, ANN)).isEmpty();
  }

  @Test
  @DisplayName("the visitor whom both were stays as an id that nobody has the secret of")
  void forgets() {
    parley.erase(domain, ANN);

    assertThat(
            parley.sql(
                "SELECT verified FROM visitor WHERE domain_id = $1 AND customer_id IS NULL",
                domain))
        .extracting(row -> row.getBoolean(0))
        .containsExactly(false);
    assertThat(parley.say(domain, "bob's laptop", "Hello?").customerId()).isEmpty();
    assertThat(contents(BOB)).containsExactly("What did I order?", "My order is 17");
  }

  @Test
  @DisplayName("what he said unproven in Bob's room goes with Ann, as he is taken for her")
  void erasesTheUnverified() {
    parley.say(domain, "typist", "My email is " + BOB);
    parley.say(domain, "typist", "My email is " + ANN);

    assertThat(parley.erase(domain, ANN).messages()).isEqualTo(8);
    assertThat(contents(BOB)).containsExactly("What did I order?", "My order is 17");
  }

  @Test
  @DisplayName("an answer that comes late to what went with Ann is refused, and one to Bob stays")
  void lateAnswers() {
    TurnOpened proven = await(parley.submitProven(domain, "late", "Where is it?", BOB));
    TurnOpened typed = await(parley.submit(domain, "typist", "My email is " + BOB));
    parley.say(domain, "late", "My email is " + ANN);
    parley.say(domain, "typist", "My email is " + ANN);
    parley.grow(proven, "It is");
    await()
        .until(
            () ->
                !parley
                    .sql(
                        "SELECT id FROM chat_message WHERE turn_id = $1 AND status = 'streaming'",
                        proven.turnId())
                    .isEmpty());
    Future<Erasure> erasing = parley.erasing(domain, ANN);
    await().until(() -> parley.count("erasure", domain) > 0);
    assertThatThrownBy(() -> await(parley.answer(typed, "Hello Bob")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    await(parley.answer(proven, "It is on its way"));
    await(erasing);

    assertThat(said(proven)).containsExactly("Where is it?", "It is on its way");
    assertThat(said(typed)).isEmpty();
  }

  private static List<String> said(TurnOpened turn) {
    return parley
        .sql("SELECT body FROM chat_message WHERE turn_id = $1 ORDER BY id", turn.turnId())
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** What visitors said, as an export tells it. */
  private List<String> contents(String email) {
    return parley.export(domain, email).stream()
        .filter(line -> "user".equals(line.getString("role")))
        .map(line -> line.getString("content"))
        .toList();
  }
}
