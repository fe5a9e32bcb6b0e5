package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Erasure;
import dev.parley.bus.Pieces;
import dev.parley.bus.TurnOpened;
import dev.parley.logging.Audit;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasureTest {

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
  @DisplayName("who is erased is in no table any more, and the others are as before")
  void erases() {
    UUID domain = parley.newDomain();
    parley.say(domain, "ann's phone", "What does it cost?");
    parley.say(domain, "ann's phone", "My email is Ann.Gone@Example.com");
    parley.say(domain, "ann's laptop", "ann.gone@example.com");
    parley.say(domain, "bob", "bob@example.com");

    Erasure erasure = parley.erase(domain, "ANN.gone@example.com");

    assertThat(erasure.customers()).isEqualTo(1);
    assertThat(erasure.visitors()).isEqualTo(2);
    assertThat(erasure.rooms()).isEqualTo(1);
    assertThat(erasure.messages()).isEqualTo(6);
    assertThat(parley.whereIs("ann.gone")).isEmpty();
    assertThat(parley.count("customer", domain)).isEqualTo(1);
    assertThat(parley.count("visitor", domain)).isEqualTo(1);
    assertThat(parley.count("chat_room", domain)).isEqualTo(1);
    assertThat(parley.count("chat_message", domain)).isEqualTo(2);
    assertThat(parley.erasures(domain)).containsExactly(erasure);
    assertThat(parley.export(domain, "ann.gone@example.com")).isEmpty();
  }

  @Test
  @DisplayName("the log tells of it, though it is flooded, and not whose it was")
  void log() {
    UUID domain = parley.newDomain();
    parley.say(domain, "ann's phone", "logged@example.com");
    try (Logged log = Logged.by(Eraser.class)) {
      Erasure erasure = parley.erase(domain, "logged@example.com");
      assertThat(log.texts())
          .containsExactly(
              "Erasure %s in domain %s: customers 1, visitors 1, rooms 1, messages 2, mentions 0"
                  .formatted(erasure.id(), domain));
      assertThat(log.events().get(0).getMarkerList()).containsExactly(Audit.MARKER);
    }
  }

  @Test
  @DisplayName("what was folded into the room goes with it")
  void erasesFoldedRooms() {
    UUID domain = parley.newDomain();
    parley.say(domain, "first", "folded@example.com");
    parley.say(domain, "second", "I have a question.");
    parley.say(domain, "second", "My email is folded@example.com");

    assertThat(parley.erase(domain, "folded@example.com").rooms()).isEqualTo(2);
    assertThat(parley.count("chat_message", domain)).isZero();
    assertThat(parley.count("visitor", domain)).isZero();
  }

  @Test
  @DisplayName("so many have typed the address that no statement takes all of them at once")
  void erasesMany() {
    UUID domain = parley.newDomain();
    parley.say(domain, "owner", "many@example.com");
    int strangers = 2 * Pieces.SIZE + 1;
    parley.sql(
        """
        WITH owner AS (
          SELECT id, customer_id FROM chat_room WHERE domain_id = $1
        ), stranger AS (
          INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
          SELECT gen_random_uuid(), $1, sha256(n::text::bytea), customer_id
          FROM owner, generate_series(1, $2) AS n
          RETURNING id
        ), room AS (
          INSERT INTO chat_room (id, domain_id, visitor_id, folded_into)
          SELECT stranger.id, $1, stranger.id, owner.id FROM stranger, owner
          RETURNING id, visitor_id
        )
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, $1, id, visitor_id, id, 'user', 'many@example.com', 'complete' FROM room
        """,
        domain,
        strangers);

    Erasure erasure = parley.erase(domain, "many@example.com");

    assertThat(erasure)
        .extracting(Erasure::visitors, Erasure::rooms, Erasure::messages)
        .containsExactly(strangers + 1L, strangers + 1L, strangers + 2L);
    assertThat(parley.count("visitor", domain)).isZero();
    assertThat(parley.count("chat_room", domain)).isZero();
    assertThat(parley.count("chat_message", domain)).isZero();
  }

  @Test
  @DisplayName("an address is struck out in more rooms than messages are read at once")
  void strikesOutInManyRooms() {
    UUID domain = parley.newDomain();
    List<UUID> rooms =
        parley
            .sql(
                """
                WITH somebody AS (
                  INSERT INTO visitor (id, domain_id, secret_sha256)
                  SELECT gen_random_uuid(), $1, sha256(n::text::bytea)
                  FROM generate_series(1, 3000) AS n
                  RETURNING id
                ), room AS (
                  INSERT INTO chat_room (id, domain_id, visitor_id)
                  SELECT id, $1, id FROM somebody
                  RETURNING id
                ), message AS (
                  INSERT INTO chat_message
                    (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
                  SELECT id, $1, id, id, id, 'user', 'Ask them@example.com', 'complete' FROM room
                )
                SELECT id FROM room
                """,
                domain)
            .stream()
            .map(row -> row.getUUID("id"))
            .toList();
    Mentions mentions =
        new Mentions(parley.vertx(), parley.pool(), Person.of(domain, "them@example.com"));

    assertThat(await(mentions.strikeOutIn(rooms))).isEqualTo(3_000);
    assertThat(parley.whereIs("them@example.com")).isEmpty();
  }

  @Test
  @DisplayName("who was merged into another goes with him, by whichever address, and so do codes")
  void erasesMergedCustomers() {
    UUID domain = parley.newDomain();
    TurnOpened kept = parley.say(domain, "one", "merged.one@example.com");
    TurnOpened gone = parley.say(domain, "two", "merged.two@example.com");
    parley.merge(domain, gone, kept);
    parley.say(domain, "other", "other@example.com here. Ask Merged.One@example.com!");
    parley.sql(
        """
        WITH code AS (
          INSERT INTO visitor_code (id, domain_id, secret_sha256, email, email_typed, code_hash, expires_at)
          SELECT gen_random_uuid(), $1, sha256('somebody'), email, email, sha256('code'), now()
          FROM customer WHERE domain_id = $1 AND merged_into IS NOT NULL
        )
        INSERT INTO code_mail (domain_id, email, sent, remove_at)
        SELECT domain_id, email, ARRAY[now()], now()
        FROM customer WHERE domain_id = $1 AND merged_into IS NOT NULL
        """,
        domain);

    assertThat(parley.export(domain, "merged.two@example.com"))
        .extracting(line -> line.getString("type"))
        .startsWith("customer", "customer", "code", "codesMailed", "visitor", "visitor");
    assertThat(parley.erase(domain, "merged.two@example.com").customers()).isEqualTo(2);
    assertThat(parley.whereIs("merged.")).isEmpty();
  }

  @Test
  @DisplayName("that codes were mailed is counted by the mailbox: it is told and forgotten, too")
  void forgetsTheMailbox() {
    UUID domain = parley.newDomain();
    parley.say(domain, "tagged", "mail.box+shop@example.com");
    parley.sql(
        """
        INSERT INTO code_mail (domain_id, email, sent, remove_at)
        VALUES ($1, 'mail.box@example.com', ARRAY[now()], now() + interval '1 day')
        """,
        domain);

    assertThat(parley.export(domain, "mail.box+shop@example.com"))
        .extracting(line -> line.getString("type"))
        .startsWith("customer", "codesMailed", "visitor");
    parley.erase(domain, "mail.box+shop@example.com");
    assertThat(parley.whereIs("mail.box")).isEmpty();
  }

  @Test
  @DisplayName("an address that others wrote is struck out, and only that address")
  void strikesOutMentions() {
    UUID domain = parley.newDomain();
    parley.say(domain, "zoe", "zoe@example.com");
    parley.say(
        domain,
        "zoe",
        "Write to Max@Example.com. Not to tom.max@example.com, nor max@example.com.au"
            + " (max@example.com)");

    Erasure erasure = parley.erase(domain, "max@example.com");

    assertThat(erasure.customers()).isZero();
    assertThat(erasure.mentions()).isEqualTo(2); // the question, and the answer that repeats it
    assertThat(
            parley.sql(
                "SELECT body FROM chat_message WHERE domain_id = $1 AND body LIKE 'Write%'",
                domain))
        .extracting(row -> row.getString(0))
        .containsExactly(
            "Write to [erased]. Not to tom.max@example.com, nor max@example.com.au ([erased])");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "**%s**",
        "`%s`",
        "'%s'",
        "email=%s",
        "メールは%sです",
        "mailto:%s?subject=Hi",
        "%s, and once more %s!",
        "%s.Thanks a lot",
        "bob@example.org&%s"
      })
  @DisplayName("an address is struck out however it stands in a text")
  void strikesOutHowever(String text) {
    UUID domain = parley.newDomain();
    parley.say(domain, "zoe", "zoe@example.com: " + text.replace("%s", "Sue.Lee@Example.com"));

    parley.erase(domain, "sue.lee@example.com");

    assertThat(
            parley.sql(
                "SELECT body FROM chat_message WHERE domain_id = $1 AND role = 'user'", domain))
        .extracting(row -> row.getString(0))
        .containsExactly("zoe@example.com: " + text.replace("%s", "[erased]"));
  }

  @Test
  @DisplayName("an address is struck out of a link, in which its at sign is escaped")
  void strikesOutOfLinks() {
    UUID domain = parley.newDomain();
    parley.say(domain, "zoe", "See https://example.org/?to=Linked%40Example.com");

    assertThat(parley.erase(domain, "linked@example.com").mentions()).isEqualTo(2);
    assertThat(parley.whereIs("linked")).isEmpty();
  }

  @Test
  @DisplayName("what an answer that is being said repeats is struck out when it is over")
  void waitsForAnswers() {
    UUID domain = parley.newDomain();
    TurnOpened turn = await(parley.submit(domain, "zoe", "zoe@example.com"));
    parley.grow(turn, "I will write to");
    await()
        .until(
            () ->
                parley.count(
                        "(SELECT * FROM chat_message WHERE status = 'streaming') AS said", domain)
                    > 0);
    Future<Erasure> erasing = parley.erasing(domain, "late@example.com");
    await().until(() -> parley.count("erasure", domain) > 0);
    await(parley.answer(turn, "I will write to late@example.com"));

    assertThat(await(erasing).mentions()).isEqualTo(1);
    assertThat(parley.whereIs("late@example.com")).isEmpty();
  }

  @Test
  @DisplayName("a visitor who opened another's room is nobody from then on, and that room stays")
  void keepsTheRoomsOfOthers() {
    UUID domain = parley.newDomain();
    parley.say(domain, "shared", "first.owner@example.com");
    parley.say(domain, "shared", "My new email: second.owner@example.com");

    parley.erase(domain, "second.owner@example.com");

    assertThat(parley.whereIs("second.owner")).isEmpty();
    assertThat(parley.sql("SELECT customer_id FROM visitor WHERE domain_id = $1", domain))
        .extracting(row -> row.getUUID(0))
        .containsExactly((UUID) null);
    TurnOpened again = parley.say(domain, "shared", "Hello?");
    assertThat(again.customerId()).as("he is a stranger").isEmpty();
    assertThat(parley.count("visitor", domain)).isEqualTo(2);
  }

  @Test
  @DisplayName("erased twice, nothing is left to do; a tenant that is none is said to be none")
  void erasesNobody() {
    UUID domain = parley.newDomain();

    assertThat(parley.erase(domain, "never@example.com"))
        .extracting(Erasure::customers, Erasure::visitors, Erasure::messages)
        .containsExactly(0L, 0L, 0L);
    assertThatThrownBy(() -> parley.erase(UUID.randomUUID(), "never@example.com"))
        .hasMessageContaining("no such domain");
    parley.say(domain, "zoe", "the end");
    assertThatThrownBy(() -> parley.erase(domain, " ")).hasMessageContaining("e-mail address");
    assertThatThrownBy(() -> parley.erase(domain, "the")).hasMessageContaining("e-mail address");
    assertThat(parley.whereIs("the end")).isNotEmpty();
  }

  @Test
  @DisplayName("the same address in another domain is another person")
  void staysInItsDomain() {
    UUID domain = parley.newDomain();
    UUID other = parley.newDomain();
    parley.say(domain, "eve", "eve@example.com");
    parley.say(other, "eve", "eve@example.com");

    parley.erase(domain, "eve@example.com");

    assertThat(parley.count("chat_message", other)).isEqualTo(2);
    assertThat(parley.count("customer", other)).isEqualTo(1);
  }

  @Test
  @DisplayName("turns that come while their room goes are stored, as a stranger's")
  void turnsGoOn() {
    UUID domain = parley.newDomain();
    List<Future<TurnOpened>> turns = new ArrayList<>();
    long erased = 0;
    for (int round = 0; round < 20; round++) {
      for (int visitor = 0; visitor < 5; visitor++) {
        turns.add(parley.submit(domain, "busy " + visitor, "busy@example.com " + round));
      }
      erased += parley.erase(domain, "busy@example.com").messages();
    }
    List<TurnOpened> opened = turns.stream().map(turn -> await(turn)).toList();

    assertThat(opened).hasSize(100);
    assertThat(
            parley.sql(
                """
                SELECT count(*) FROM chat_message m
                WHERE domain_id = $1
                  AND (NOT EXISTS (SELECT FROM visitor v WHERE v.id = m.visitor_id)
                       OR NOT EXISTS (SELECT FROM chat_room r WHERE r.id = m.room_id))
                """,
                domain))
        .extracting(row -> row.getLong(0))
        .as("messages of nobody, or nowhere")
        .containsExactly(0L);
    assertThat(erased + parley.count("chat_message", domain)).as("each once").isEqualTo(100);
    parley.erase(domain, "busy@example.com");
    assertThat(parley.whereIs("busy@example.com")).isEmpty();
  }

  @Test
  @DisplayName("a turn whose room is deleted under it waits for that, and begins anew")
  void beginsAnew() {
    UUID domain = parley.newDomain();
    TurnOpened before = parley.say(domain, "kim", "kim@example.com");
    SqlConnection foreign = await(parley.pool().getConnection());
    await(foreign.query("BEGIN").execute());
    for (String sql :
        List.of(
            "DELETE FROM chat_message WHERE domain_id = '%s'",
            "DELETE FROM chat_room WHERE domain_id = '%s'",
            "DELETE FROM visitor WHERE domain_id = '%s'",
            "DELETE FROM customer WHERE domain_id = '%s'")) {
      await(foreign.query(sql.formatted(domain)).execute());
    }
    Future<TurnOpened> turn = parley.submit(domain, "kim", "Is anybody there?");
    await()
        .until(
            () ->
                parley.sql("SELECT count(*) FROM pg_locks WHERE NOT granted").get(0).getLong(0)
                    > 0);
    await(foreign.query("COMMIT").execute());
    await(foreign.close());

    assertThat(await(turn).customerId()).isEmpty();
    assertThat(await(turn).roomId()).isNotEqualTo(before.roomId());
    assertThat(parley.count("chat_message", domain)).isEqualTo(1);
  }

  @Test
  @DisplayName("an export tells everything of one person, and nothing of another")
  void exports() {
    UUID domain = parley.newDomain();
    parley.say(domain, "lea's phone", "How long is delivery?");
    parley.say(domain, "lea's phone", "I am Lea@Example.com");
    parley.say(domain, "lea's laptop", "lea@example.com again");
    parley.say(domain, "ned", "ned@example.com here, lea@example.com sent me");

    List<JsonObject> lines = parley.export(domain, "LEA@example.com");

    assertThat(lines)
        .extracting(line -> line.getString("type"))
        .containsExactly(
            "customer",
            "visitor",
            "visitor",
            "room",
            "message",
            "message",
            "message",
            "message",
            "message",
            "message",
            "mention",
            "mention");
    assertThat(lines.get(0).getString("email")).isEqualTo("lea@example.com");
    assertThat(lines.get(0).getString("emailTyped")).isEqualTo("Lea@Example.com");
    assertThat(lines)
        .filteredOn(line -> "user".equals(line.getString("role")))
        .extracting(line -> line.getString("content"))
        .containsExactly("How long is delivery?", "I am Lea@Example.com", "lea@example.com again");
    assertThat(lines.toString()).doesNotContain("ned");
  }

  @Test
  @DisplayName("an export of more codes than a page has every one of them once")
  void exportsManyCodes() {
    UUID domain = parley.newDomain();
    parley.sql(
        """
        WITH code AS (
          INSERT INTO visitor_code (id, domain_id, secret_sha256, email, email_typed, code_hash, created_at, expires_at)
          SELECT gen_random_uuid(), $1, sha256(n::text::bytea), 'cody@example.com', '', sha256('code'),
                 now() - make_interval(secs => n), now()
          FROM generate_series(1, 450) AS n
        )
        INSERT INTO code_mail (domain_id, email, sent, remove_at)
        VALUES ($1, 'cody@example.com', ARRAY[now()], now())
        """,
        domain);

    List<JsonObject> lines = parley.export(domain, "cody@example.com");

    assertThat(lines)
        .filteredOn(line -> line.getString("type").equals("code"))
        .hasSize(450)
        .extracting(line -> line.getString("createdAt"))
        .doesNotHaveDuplicates();
    assertThat(lines).filteredOn(line -> line.getString("type").equals("codesMailed")).hasSize(1);
  }

  @Test
  @DisplayName("who is erased between two pages of his export is not told as if that were all")
  void exportsNoHalf() {
    UUID domain = parley.newDomain();
    parley.say(domain, "half", "half@example.com");
    Optional<String> next = parley.exportPage(domain, "half@example.com", Optional.empty()).next();
    parley.erase(domain, "half@example.com");

    assertThatThrownBy(() -> parley.exportPage(domain, "half@example.com", next))
        .hasMessageContaining("erased");
  }

  @Test
  @DisplayName("an export of more than a page has every message once, in order")
  void exportsPages() {
    UUID domain = parley.newDomain();
    TurnOpened turn = parley.say(domain, "vera", "vera@example.com");
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, $1, $2, $3, id, 'user', 'message ' || n, 'complete'
        FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 450) AS n) AS fresh
        """,
        domain,
        turn.roomId(),
        turn.visitorId());

    List<JsonObject> messages =
        parley.export(domain, "vera@example.com").stream()
            .filter(line -> line.getString("type").equals("message"))
            .toList();

    assertThat(messages).hasSize(452);
    assertThat(messages)
        .extracting(line -> line.getString("id"))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(parley.erase(domain, "vera@example.com").messages()).isEqualTo(452);
  }
}
