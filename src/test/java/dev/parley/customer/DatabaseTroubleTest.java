package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Failure;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Connector;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is there, and takes nothing. */
class DatabaseTroubleTest {

  private static final Duration LONG = Duration.ofSeconds(30);

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

  /** For messages alone, as when what is there already still may change. */
  private void fill(String sqlState) {
    operate(
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '%s'; END $$
        """
            .formatted(sqlState));
    operate("CREATE TRIGGER full_disk BEFORE INSERT ON chat_message EXECUTE FUNCTION full_disk()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"53100", "58030", "XX001"})
  @DisplayName("that can store nothing for long is not ready, until it is to be tried again")
  void storesNothing(String sqlState) {
    TurnOpened earlier = parley.say("v", "Hello");
    fill(sqlState);
    try (Logged log = Logged.warnings()) {
      Awaitility.await()
          .until(
              () -> {
                assertUnavailable(anybody(), "Hello");
                return parley.storesNothing();
              });
      Awaitility.await()
          .atMost(LONG)
          .until(
              () -> {
                failure(parley.answer(earlier, "Hello")); // asks as long as it is not stored
                return !parley.storesNothing();
              });
      assertUnavailable(anybody(), "Hello");
      assertThat(parley.storesNothing()).isTrue(); // at once, and told once
      assertThat(log.texts())
          .filteredOn(line -> line.contains("cannot store turns"))
          .singleElement()
          .asString()
          .contains("could not extend file");
      operate("DROP TRIGGER full_disk ON chat_message");

      assertThat(parley.say("v", "Hello").roomId()).isNotNull();
      assertThat(parley.storesNothing()).isFalse();
    }
  }

  private static String anybody() {
    return UUID.randomUUID().toString();
  }

  /** For the rows of which that holds. */
  private void damage(String sqlState, String condition) {
    operate(
        """
        CREATE FUNCTION bad_page() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_sleep(0.7);
          RAISE EXCEPTION 'could not read block 7' USING ERRCODE = '%s';
        END $$
        """
            .formatted(sqlState));
    operate(
        """
        CREATE TRIGGER bad_page BEFORE INSERT OR UPDATE ON chat_message FOR EACH ROW
        WHEN (%s) EXECUTE FUNCTION bad_page()
        """
            .formatted(condition));
  }

  @ParameterizedTest
  @ValueSource(strings = {"58030", "XX001"})
  @DisplayName("that cannot read one visitor's page is ready for the others, however often he asks")
  void badPage(String sqlState) {
    damage(sqlState, "NEW.body = 'bad'");
    for (int again = 0; again < 8; again++) { // more than 3 s, in which no other turn comes
      assertUnavailable("v", "bad");
      assertThat(parley.storesNothing()).isFalse();
    }
    assertThat(parley.say("w", "good").roomId()).isNotNull();
    assertThat(parley.storesNothing()).isFalse();
  }

  @Test
  @DisplayName("that is tried again is not given up for a turn that failed before")
  void triedByWhoFailedBefore() {
    damage("XX001", "NEW.body = 'bad'");
    assertUnavailable("v", "bad");
    Awaitility.await()
        .until(
            () -> {
              assertUnavailable(anybody(), "bad");
              return parley.storesNothing();
            });
    Awaitility.await().atMost(LONG).until(() -> !parley.storesNothing()); // by itself
    assertUnavailable("v", "bad");
    assertThat(parley.storesNothing()).isFalse();
    assertUnavailable(anybody(), "bad");
    assertThat(parley.storesNothing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"XX001", "XX002"})
  @DisplayName("that cannot read the page of an answer loses it, as what waiting does not mend")
  void badPageOfAnswer(String sqlState) {
    TurnOpened turn = parley.say("v", "Hello");
    TurnOpened other = parley.say("w", "Hello");
    damage(sqlState, "NEW.role = 'assistant' AND NEW.body = 'bad'");
    try (Logged errors = Logged.errors()) {
      for (int again = 0; again < 8; again++) {
        assertThat(failure(parley.answer(turn, "bad"))).isEqualTo(Failure.INTERNAL);
        assertThat(parley.storesNothing()).isFalse();
      }
      assertThat(errors.texts()).hasSize(8).allMatch(line -> line.contains("refuses a row"));
    }
    assertThat(await(parley.answer(other, "good")).turnId()).isEqualTo(other.turnId());
  }

  @Test
  @DisplayName("whose files cannot be read for a moment may take the answer yet, and is ready")
  void unsteady() {
    TurnOpened turn = parley.say("v", "Hello");
    damage("58030", "NEW.role = 'assistant'");
    try (Logged errors = Logged.errors()) {
      for (int again = 0; again < 8; again++) {
        assertThatThrownBy(() -> await(parley.answer(turn, "Here I am")))
            .hasMessageContaining("could not read block 7")
            .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNSTEADY));
        assertThat(parley.storesNothing()).isFalse();
      }
      assertThat(errors.texts()).isEmpty();
    }
    operate("DROP TRIGGER bad_page ON chat_message");
    assertThat(await(parley.answer(turn, "Here I am")).turnId()).isEqualTo(turn.turnId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"58030", "XX001"})
  @DisplayName(
      "that cannot read what is asked for says so as to a turn, at once, and once in the log")
  void badPageOfEnquiry(String sqlState) {
    operate(
        """
        CREATE FUNCTION read_page() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not read block 7' USING ERRCODE = '%s'; END $$
        """
            .formatted(sqlState));
    Lane lane = new Lane(parley.vertx(), Connector.to(parley.connectOptions()));
    Enquiries enquiries = new Enquiries(parley.vertx(), lane, Duration.ofDays(1));
    try (Logged log = Logged.warnings()) {
      for (int again = 0; again < 3; again++) {
        assertThat(failure(enquiries.ask("SELECT read_page()", Tuple.tuple())))
            .isEqualTo(Failure.UNAVAILABLE);
      }
      assertThat(log.texts()).singleElement().asString().contains("could not read block 7");
    }
    await(lane.close());
  }

  @Test
  @DisplayName("that is too slow for some turns stores others, and is ready")
  void slowForSome() {
    operate(
        """
        CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(20); RETURN NEW; END $$
        """);
    operate(
        """
        CREATE TRIGGER be_slow BEFORE INSERT ON chat_message FOR EACH ROW
        WHEN (NEW.body = 'slow') EXECUTE FUNCTION be_slow()
        """);
    try (Logged log = Logged.warnings()) {
      for (int visitor = 0; visitor < 4; visitor++) { // 6 s, in which no other turn comes
        assertUnavailable("v" + visitor, "slow");
        assertThat(parley.storesNothing()).isFalse();
      }
      assertThat(parley.say("w", "quick").roomId()).isNotNull();
      assertThat(log.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("whose disk is full refuses, and nothing is stored; with room again it takes turns")
  void diskFull() {
    fill("53100");
    try (Logged log = Logged.warnings()) {
      assertUnavailable("v", "My email is ann@example.com");
      assertUnavailable("v", "My email is ann@example.com");
      assertThat(parley.count("customer")).isZero();
      operate("DROP TRIGGER full_disk ON chat_message");

      assertThat(parley.say("v", "My email is ann@example.com").customerId()).isPresent();
      assertThat(parley.count("chat_message")).isEqualTo(1);
      assertThat(log.texts())
          .singleElement()
          .asString()
          .contains("cannot store turns: ERROR: could not extend file");
    }
  }

  @Test
  @DisplayName("whose table somebody has locked refuses, and says why; afterwards it takes turns")
  void lockedTable() {
    PgConnection foreign = parley.foreign("LOCK TABLE chat_message IN ACCESS EXCLUSIVE MODE");
    try (Logged log = Logged.warnings()) {
      Awaitility.await()
          .until(
              () -> {
                assertUnavailable("v", "Hello");
                return !log.texts().isEmpty();
              });
      await(foreign.query("ROLLBACK").execute());
      await(foreign.close());

      assertThat(parley.say("v", "Hello").roomId()).isNotNull();
      assertThat(log.texts()).singleElement().asString().contains("due to lock timeout");
    }
  }

  @Test
  @DisplayName("whose connections are all taken refuses; when there are some again it takes turns")
  void tooManyConnections() {
    String role = "crowded_" + parley.connectOptions().getDatabase();
    operate("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'"); // superusers are always let in
    operate("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
    PgConnectOptions options =
        new PgConnectOptions(parley.connectOptions()).setUser(role).setPassword("secret");
    try (CustomerFixture crowded = parley.anotherNodeAs(options)) {
      TurnOpened turn = crowded.say("v", "Hello");
      operate("ALTER ROLE " + role + " CONNECTION LIMIT 0"); // 53300, as max_connections gives it
      cutOthers();
      Awaitility.await()
          .until(
              () -> {
                assertUnavailable(crowded, "v", "Is it full?");
                return crowded.storesNothing();
              });
      operate("ALTER ROLE " + role + " CONNECTION LIMIT -1");

      assertThat(crowded.say("v", "A place again").roomId()).isEqualTo(turn.roomId());
      assertThat(crowded.storesNothing()).isFalse();
    } finally {
      operate("DROP OWNED BY " + role);
      operate("DROP ROLE " + role);
    }
  }

  @Test
  @DisplayName("that lets nobody in is away, and no fault of ours; let in again, it takes turns")
  void closed() {
    TurnOpened turn = parley.say("v", "Hello");
    try (Logged errors = Logged.errors()) {
      parley.database().allowConnections(false);
      assertUnavailable("v", "Is it closed?");
      assertUnavailable("w", "My email is ann@example.com");
      assertThat(failure(parley.answer(turn, "It is"))).isEqualTo(Failure.UNAVAILABLE);
      parley.database().allowConnections(true);

      assertThat(parley.say("v", "It is open").roomId()).isEqualTo(turn.roomId());
      assertThat(errors.texts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "28000", "3D000", "53100", "57014", "57P01", "55000"})
  @DisplayName("whatever keeps the database from us is told as that, not as a statement refused")
  void away(String sqlState) {
    assertThat(DatabaseFailure.of(new PgException("away", "FATAL", sqlState, "")))
        .isEqualTo(DatabaseFailure.AWAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"58030", "58P01", "XX001", "XX002"})
  @DisplayName("a file that cannot be read or written is no reason to give up the others")
  void damaged(String sqlState) {
    assertThat(DatabaseFailure.of(new PgException("damaged", "ERROR", sqlState, "")))
        .isEqualTo(DatabaseFailure.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({"FATAL, 58030", "FATAL, 58P01", "PANIC, 58030"})
  @DisplayName("a file without which there is no session is no row's: the database is away")
  void damagedForAll(String severity, String sqlState) {
    assertThat(DatabaseFailure.of(new PgException("damaged", severity, sqlState, "")))
        .isEqualTo(DatabaseFailure.AWAY);
  }

  @Test
  @DisplayName("that cannot open a session for want of a file loses no answer")
  void noSession() {
    TurnOpened turn = parley.say("v", "Hello");
    String map = "base/" + databaseId() + "/pg_filenode.map";
    move(map, map + ".away");
    cutOthers();
    assertUnavailable("v", "Anybody?");
    assertThat(failure(parley.answer(turn, "Here I am"))).isEqualTo(Failure.UNAVAILABLE);
    move(map + ".away", map);
    assertThat(await(parley.answer(turn, "Here I am")).turnId()).isEqualTo(turn.turnId());
  }

  @Test
  @DisplayName("what comes without a code is a refusal")
  void withoutCode() {
    assertThat(DatabaseFailure.of(new PgException("no such method", "ERROR", null, "")))
        .isEqualTo(DatabaseFailure.REFUSED);
  }

  private long databaseId() {
    return parley
        .sql("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")
        .get(0)
        .getLong(0);
  }

  /** A file of the server's. */
  private void move(String from, String to) {
    operate("COPY (SELECT 1) TO PROGRAM 'mv %s %s'".formatted(from, to));
  }

  private static Failure failure(Future<?> refused) {
    return await(refused.transform(it -> Future.succeededFuture(Failure.of(it.cause()))));
  }

  private void assertUnavailable(String visitor, String message) {
    assertUnavailable(parley, visitor, message);
  }

  private static void assertUnavailable(CustomerFixture node, String visitor, String message) {
    assertThatThrownBy(() -> node.say(visitor, message))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNAVAILABLE));
  }
}
