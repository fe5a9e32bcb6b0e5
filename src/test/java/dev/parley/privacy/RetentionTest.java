package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.TurnOpened;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

  private static PrivacyFixture parley;

  @BeforeAll
  static void start() {
    parley = new PrivacyFixture();
  }

  @AfterAll
  static void end() {
    parley.close();
  }

  @Test
  @DisplayName("a room that was quiet for too long goes, with whoever has nothing else here")
  void deletesOldRooms() {
    UUID domain = keeping(30);
    parley.say(domain, "old", "old@example.com");
    parley.say(domain, "old stranger", "Hello");
    age(domain, 31);
    parley.say(domain, "young", "young@example.com");

    sweep();

    assertThat(parley.whereIs("old@example.com")).isEmpty();
    assertThat(parley.count("chat_room", domain)).isEqualTo(1);
    assertThat(parley.count("chat_message", domain)).isEqualTo(2);
    assertThat(parley.count("visitor", domain)).isEqualTo(1);
    assertThat(parley.count("customer", domain)).isEqualTo(1);
  }

  @Test
  @DisplayName("a room in which somebody spoke lately stays whole, and so does what is folded in")
  void keepsLivingRooms() {
    UUID domain = keeping(30);
    parley.say(domain, "first", "living@example.com");
    parley.say(domain, "second", "A question");
    parley.say(domain, "second", "I am living@example.com");
    age(domain, 31);
    parley.say(domain, "second", "Back again");

    sweep();

    assertThat(parley.count("chat_message", domain)).isEqualTo(8);
  }

  @Test
  @DisplayName("a room in which an old question is answered afresh stays whole until that is over")
  void keepsWhereAnAnswerIsSaid() {
    UUID domain = keeping(30);
    TurnOpened turn = parley.say(domain, "again", "again@example.com");
    parley.say(domain, "again", "And?");
    setAnswer(turn, "streaming");
    age(domain, 31);

    sweep();
    assertThat(parley.count("chat_message", domain)).isEqualTo(4);

    setAnswer(turn, "complete");
    sweep();
    assertThat(parley.count("chat_message", domain)).isZero();
  }

  private static void setAnswer(TurnOpened turn, String status) {
    parley.sql(
        "UPDATE chat_message SET status = $2 WHERE turn_id = $1 AND role = 'assistant'",
        turn.turnId(),
        status);
  }

  @Test
  @DisplayName("a domain that sets no end keeps all")
  void keepsWhereNoEndIsSet() {
    UUID domain = parley.newDomain();
    parley.say(domain, "ancient", "ancient@example.com");
    age(domain, 10_000);

    sweep();

    assertThat(parley.count("chat_message", domain)).isEqualTo(2);
  }

  @Test
  @DisplayName("many rooms and a long one go in one sweep, batch by batch")
  void deletesManyAndLong() {
    UUID domain = keeping(1);
    TurnOpened turn = parley.say(domain, "talker", "talker@example.com");
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, $1, $2, $3, id, 'user', 'again', 'complete'
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 2500)) AS fresh
        """,
        domain,
        turn.roomId(),
        turn.visitorId());
    parley.sql(
        """
        WITH visitors AS (
          INSERT INTO visitor (id, domain_id, secret_sha256)
          SELECT gen_random_uuid(), $1, sha256(n::text::bytea) FROM generate_series(1, 120) AS n
          RETURNING id
        )
        SELECT count(*) FROM visitors
        """,
        domain);
    parley.sql(
        """
        INSERT INTO chat_room (id, domain_id, visitor_id)
        SELECT gen_random_uuid(), $1, id FROM visitor WHERE domain_id = $1 AND customer_id IS NULL
        """,
        domain);
    age(domain, 2);

    sweep();

    assertThat(parley.count("chat_message", domain)).isZero();
    assertThat(parley.count("chat_room", domain)).isZero();
    assertThat(parley.count("visitor", domain)).isZero();
    assertThat(parley.count("customer", domain)).isZero();
  }

  @Test
  @DisplayName("a room to which somebody came back when it was about to go stays whole")
  void staysForWhoComesBack() {
    UUID domain = keeping(30);
    TurnOpened turn = parley.say(domain, "just in time", "intime@example.com");
    age(domain, 31);
    parley.say(domain, "just in time", "Wait!");

    long gone =
        await(
            new OldRoom(parley.pool()).delete(domain, turn.roomId(), 30, Future::succeededFuture));

    assertThat(gone).isZero();
    assertThat(parley.count("chat_message", domain)).isEqualTo(4);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(ints = {31, 36_500})
  @DisplayName("an end that is taken back or put off while rooms go holds for what is left of them")
  void isPutOff(Integer days) {
    UUID domain = keeping(30);
    TurnOpened turn = parley.say(domain, "long talk", "putoff@example.com");
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, $1, $2, $3, id, 'user', 'again', 'complete'
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 1500)) AS fresh
        """,
        domain,
        turn.roomId(),
        turn.visitorId());
    age(domain, 40_000);

    long gone =
        await(
            new OldRoom(parley.pool())
                .delete(
                    domain,
                    turn.roomId(),
                    30,
                    () ->
                        parley
                            .pool()
                            .preparedQuery("UPDATE domain SET retention_days = $2 WHERE id = $1")
                            .execute(Tuple.of(domain, days))
                            .mapEmpty()));

    assertThat(gone).isZero();
    assertThat(parley.count("chat_message", domain)).isEqualTo(502);
    assertThat(parley.count("chat_room", domain)).isEqualTo(1);
    assertThat(
            await(
                new OldRoom(parley.pool())
                    .delete(domain, turn.roomId(), 30, Future::succeededFuture)))
        .isZero();
    assertThat(parley.count("chat_message", domain)).isEqualTo(502);
  }

  @Test
  @DisplayName("an empty room stays, too, when it is kept for longer by now")
  void emptyRoomIsPutOff() {
    UUID domain = keeping(30);
    TurnOpened turn = parley.say(domain, "silent", "silent@example.com");
    parley.sql("DELETE FROM chat_message WHERE domain_id = $1", domain);
    age(domain, 31);
    SqlConnection held =
        parley.begun("SELECT id FROM customer WHERE domain_id = '%s' FOR UPDATE".formatted(domain));
    Future<Long> going =
        new OldRoom(parley.pool()).delete(domain, turn.roomId(), 30, Future::succeededFuture);
    parley.awaitHeldUp();
    parley.sql("UPDATE domain SET retention_days = NULL WHERE id = $1", domain);
    parley.commit(held);

    assertThat(await(going)).isZero();
    assertThat(parley.count("chat_room", domain)).isEqualTo(1);
    assertThat(parley.count("customer", domain)).isEqualTo(1);
  }

  @Test
  @DisplayName("who had something in another's room when his own went goes after that one")
  void goesAfterTheLastRoom() {
    UUID domain = keeping(30);
    parley.say(domain, "owner", "My email is owner@example.com");
    parley.say(domain, "guest", "My email is owner@example.com");
    parley.say(domain, "guest", "My email is guest@example.com");
    age(domain, 31);
    parley.say(domain, "owner", "Hello again");
    sweep();
    assertThat(parley.count("visitor", domain)).as("he wrote there").isEqualTo(2);
    age(domain, 31);

    sweep();

    assertThat(parley.count("chat_room", domain)).isZero();
    assertThat(parley.count("visitor", domain)).isZero();
    assertThat(parley.whereIs("guest@example.com")).isEmpty();
    assertThat(parley.whereIs("owner@example.com")).isEmpty();
  }

  @Test
  @DisplayName("who was forgotten, but for what he said as another, goes after that one, too")
  void theForgottenGo() {
    UUID domain = keeping(30);
    parley.prove(domain, "first", "Hello", "proven@example.com");
    parley.prove(domain, "second", "Hello", "proven@example.com");
    parley.say(domain, "second", "My email is typed@example.com");
    parley.erase(domain, "typed@example.com");
    assertThat(parley.count("visitor", domain)).isEqualTo(2);
    age(domain, 31);

    sweep();

    assertThat(parley.count("visitor", domain)).isZero();
    assertThat(parley.count("customer", domain)).isZero();
  }

  @Test
  @DisplayName("who has nothing yet stays while he is new, and so does who comes back just then")
  void staysWhoIsNew() {
    UUID domain = keeping(30);
    UUID customer = UUID.randomUUID();
    String visitor =
        """
        INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
        VALUES (gen_random_uuid(), '%s', sha256('%s'), %s)
        """;
    parley.sql(
        "INSERT INTO customer (id, domain_id, email, email_typed) VALUES ($1, $2, 'new', 'new')",
        customer,
        domain);
    parley.sql(visitor.formatted(domain, "stranger", "NULL"));
    sweep();
    assertThat(parley.count("customer", domain)).isEqualTo(1);
    assertThat(parley.count("visitor", domain)).isEqualTo(1);

    age(domain, 31);
    SqlConnection turn =
        parley.begun(visitor.formatted(domain, "comes back", "'" + customer + "'"));
    Future<Long> sweeping = new OldRooms(parley.vertx(), parley.pool()).run();
    parley.awaitHeldUp();
    parley.commit(turn);
    await(sweeping);
    assertThat(parley.count("customer", domain)).isEqualTo(1);
    assertThat(parley.count("visitor", domain)).as("the stranger went").isEqualTo(1);

    age(domain, 31);
    sweep();
    assertThat(parley.count("customer", domain)).isZero();
    assertThat(parley.count("visitor", domain)).isZero();
  }

  @Test
  @DisplayName("who comes back after his room went begins anew")
  void beginsAnew() {
    UUID domain = keeping(7);
    parley.say(domain, "comes back", "back@example.com");
    age(domain, 8);
    sweep();

    TurnOpened again = parley.say(domain, "comes back", "back@example.com");

    assertThat(again.customerId()).isPresent();
    assertThat(parley.count("chat_message", domain)).isEqualTo(2);
  }

  @Test
  @DisplayName("a room that cannot be looked at is stepped over, and the rest goes all the same")
  void stepsOver() {
    UUID domain = keeping(30);
    List<UUID> rooms =
        IntStream.range(0, 15)
            .mapToObj(i -> parley.say(domain, "old " + i, "Hello").roomId())
            .toList();
    parley.sql(
        """
        INSERT INTO visitor (id, domain_id, secret_sha256)
        VALUES (gen_random_uuid(), $1, sha256('lonely'))
        """,
        domain);
    age(domain, 31);
    List<UUID> bad = List.of(rooms.get(2), rooms.get(12));
    List<String> warnings;
    breakOff(bad);
    try (Logged logged = Logged.warnings()) {
      sweep();
      warnings = logged.texts();
    } finally {
      mend();
    }

    assertThat(parley.sql("SELECT id FROM chat_room WHERE domain_id = $1", domain))
        .extracting(row -> row.getUUID("id"))
        .containsExactlyInAnyOrderElementsOf(bad);
    assertThat(parley.count("visitor", domain)).as("nobody but theirs").isEqualTo(2);
    assertThat(warnings.stream().filter(it -> it.contains(domain.toString())))
        .singleElement()
        .asString()
        .contains(bad.get(0).toString(), "broken off");
    sweep();
    assertThat(parley.count("chat_room", domain)).isZero();
  }

  @Test
  @DisplayName("a tenant of whom one room after the other cannot be looked at is given up for now")
  void givesUp() {
    UUID domain = keeping(30);
    parley.sql(
        """
        WITH visitors AS (
          INSERT INTO visitor (id, domain_id, secret_sha256)
          SELECT gen_random_uuid(), $1, sha256(n::text::bytea) FROM generate_series(1, 103) AS n
          RETURNING id
        )
        INSERT INTO chat_room (id, domain_id, visitor_id) SELECT gen_random_uuid(), $1, id FROM visitors
        """,
        domain);
    age(domain, 31);
    List<UUID> rooms =
        parley.sql("SELECT id FROM chat_room WHERE domain_id = $1 ORDER BY id", domain).stream()
            .map(row -> row.getUUID("id"))
            .toList();
    breakOff(rooms.subList(1, 102)); // a hundred of them are stepped over
    List<String> warnings;
    try (Logged logged = Logged.warnings()) {
      sweep();
      warnings = logged.texts();
    } finally {
      mend();
    }

    assertThat(parley.sql("SELECT id FROM chat_room WHERE domain_id = $1 ORDER BY id", domain))
        .extracting(row -> row.getUUID("id"))
        .containsExactlyElementsOf(rooms.subList(1, 103));
    assertThat(warnings)
        .filteredOn(it -> it.contains(domain.toString()))
        .hasSize(2)
        .last()
        .asString()
        .contains("given up", rooms.get(101).toString(), "broken off");
    sweep();
    assertThat(parley.count("chat_room", domain)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"customer", "visitor"})
  @DisplayName("one of the lonely who cannot go is stepped over, and the others go all the same")
  void stepsOverPeople(String table) {
    UUID domain = keeping(30);
    parley.sql(
        table.equals("customer")
            ? """
              INSERT INTO customer (id, domain_id, email, email_typed)
              SELECT gen_random_uuid(), $1, n::text, '' FROM generate_series(1, 3) AS n
              """
            : """
              INSERT INTO visitor (id, domain_id, secret_sha256)
              SELECT gen_random_uuid(), $1, sha256(n::text::bytea) FROM generate_series(1, 3) AS n
              """,
        domain);
    age(domain, 31);
    String all = "SELECT id FROM " + table + " WHERE domain_id = $1 ORDER BY id";
    UUID middle = parley.sql(all, domain).get(1).getUUID("id");
    refuseToDelete(table, "57014", List.of(middle));
    List<String> warnings;
    try (Logged logged = Logged.warnings()) {
      sweep();
      warnings = logged.texts();
    } finally {
      parley.sql("DROP FUNCTION refuse CASCADE");
    }

    assertThat(parley.sql(all, domain))
        .extracting(row -> row.getUUID("id"))
        .containsExactly(middle);
    assertThat(warnings)
        .filteredOn(it -> it.contains(domain.toString()))
        .singleElement()
        .asString()
        .contains("the " + table + " " + middle, "refused");
    sweep();
    assertThat(parley.count(table, domain)).isZero();
  }

  private static void refuseToDelete(String table, String state, List<UUID> some) {
    parley.sql(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF old.id = ANY ('{%s}'::uuid[]) THEN RAISE 'refused' USING ERRCODE = '%s'; END IF;
          RETURN old;
        END $$
        """
            .formatted(some.stream().map(UUID::toString).collect(Collectors.joining(",")), state));
    parley.sql(
        "CREATE TRIGGER refusing BEFORE DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse()"
            .formatted(table));
  }

  /** Nobody can tell when these rooms were opened, until that is mended. */
  private static void breakOff(List<UUID> rooms) {
    parley.sql(
        """
          CREATE FUNCTION opened(id uuid, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
          BEGIN
            IF id = ANY ('{%s}'::uuid[]) THEN RAISE 'broken off' USING ERRCODE = '57014'; END IF;
            RETURN at;
          END $$
          """
            .formatted(rooms.stream().map(UUID::toString).collect(Collectors.joining(","))));
    parley.sql("ALTER TABLE chat_room RENAME TO chat_room_itself");
    parley.sql(
        """
          CREATE VIEW chat_room AS
          SELECT id, domain_id, customer_id, visitor_id, folded_into, opened(id, created_at) AS created_at
          FROM chat_room_itself
          """);
  }

  private static void mend() {
    parley.sql("DROP VIEW chat_room");
    parley.sql("ALTER TABLE chat_room_itself RENAME TO chat_room");
    parley.sql("DROP FUNCTION opened");
  }

  @ParameterizedTest
  @CsvSource({
    "chat_room, 57014, 1",
    "chat_room, 23503, 1",
    "chat_room, 55P03, 0",
    "visitor, 53200, 1",
    "visitor, 40P01, 0"
  })
  @DisplayName("what others hold stays in silence, and what fails otherwise is told once a run")
  void tellsWhatFails(String table, String state, int warnings) {
    UUID domain = keeping(30);
    List<UUID> kept = new ArrayList<>();
    for (String visitor : List.of("one", "two", "three")) {
      TurnOpened turn = parley.say(domain, visitor, "Hello");
      kept.add(table.equals("visitor") ? turn.visitorId() : turn.roomId());
    }
    UUID other = keeping(30);
    parley.say(other, "another tenant's", "Hello");
    kept.remove(2);
    if (table.equals("visitor")) {
      parley.sql("DELETE FROM chat_message WHERE domain_id = $1", domain);
      parley.sql("DELETE FROM chat_room WHERE domain_id = $1", domain);
    }
    age(domain, 31);
    age(other, 31);
    refuseToDelete(table, state, kept);
    List<String> told;
    try (Logged logged = Logged.warnings()) {
      sweep();
      told = logged.texts();
    } finally {
      parley.sql("DROP FUNCTION refuse CASCADE");
    }

    assertThat(told.stream().filter(it -> it.contains(domain.toString()))).hasSize(warnings);
    assertThat(parley.count("chat_room", domain)).isEqualTo(table.equals("visitor") ? 0 : 2);
    assertThat(parley.count("chat_room", other)).isZero();
    assertThat(parley.count("visitor", other)).isZero();
    sweep();
    assertThat(parley.count("visitor", domain)).isZero();
  }

  private static UUID keeping(int days) {
    UUID domain = parley.newDomain();
    parley.sql("UPDATE domain SET retention_days = $2 WHERE id = $1", domain, days);
    return domain;
  }

  private static void age(UUID domain, int days) {
    for (String table : new String[] {"chat_message", "chat_room", "visitor", "customer"}) {
      parley.sql(
          "UPDATE %s SET created_at = created_at - make_interval(days => $2) WHERE domain_id = $1"
              .formatted(table),
          domain,
          days);
    }
  }

  private static void sweep() {
    await(new OldRooms(parley.vertx(), parley.pool()).run());
  }
}
