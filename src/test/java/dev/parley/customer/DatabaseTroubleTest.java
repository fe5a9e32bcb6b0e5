package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Failure;
import dev.parley.bus.TurnOpened;
import io.vertx.pgclient.PgConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A database that is there, and takes nothing. */
class DatabaseTroubleTest {

  private CustomerFixture parley;
  private PgConnection operator;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
    operator = await(PgConnection.connect(parley.vertx(), parley.connectOptions()));
  }

  @AfterEach
  void stop() {
    await(operator.close());
    parley.close();
  }

  private void operate(String statement) {
    await(operator.query(statement).execute());
  }

  /** As after a fail-over: who was connected before stays with a server that only reads. */
  private void setReadOnly(boolean isReadOnly) {
    String database = parley.connectOptions().getDatabase();
    operate("ALTER DATABASE " + database + " SET default_transaction_read_only = " + isReadOnly);
  }

  private void cutOthers() {
    operate(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """);
  }

  @Test
  @DisplayName("that only reads refuses; one that writes again is found, by a new connection")
  void readOnly() {
    TurnOpened turn = parley.say("v", "Hello");
    setReadOnly(true);
    cutOthers();
    assertUnavailable("v", "Anybody?");
    setReadOnly(false);

    assertThat(parley.say("v", "There you are").roomId()).isEqualTo(turn.roomId());
    assertThat(await(parley.answer(turn, "Here I am")).turnId()).isEqualTo(turn.turnId());
  }

  @Test
  @DisplayName("whose disk is full refuses, and nothing is stored; with room again it takes turns")
  void diskFull() {
    operate(
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$
        """);
    operate("CREATE TRIGGER full_disk BEFORE INSERT ON chat_message EXECUTE FUNCTION full_disk()");
    assertUnavailable("v", "My email is ann@example.com");
    assertThat(parley.count("customer")).isZero();
    operate("DROP TRIGGER full_disk ON chat_message");

    assertThat(parley.say("v", "My email is ann@example.com").customerId()).isPresent();
    assertThat(parley.count("chat_message")).isEqualTo(1);
  }

  private void assertUnavailable(String visitor, String message) {
    assertThatThrownBy(() -> parley.say(visitor, message))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNAVAILABLE));
  }
}
