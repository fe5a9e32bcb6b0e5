package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Erasure;
import dev.parley.bus.ExportPage;
import dev.parley.bus.TurnOpened;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** More messages in which an address stands than are taken at once. */
class MentionsTest {

  private PrivacyFixture parley;
  private UUID domain;

  @BeforeEach
  void start() {
    parley = new PrivacyFixture();
    domain = parley.newDomain();
  }

  @AfterEach
  void end() {
    parley.close();
  }

  @Test
  @DisplayName("however often an address stands in a room, no statement strikes out all at once")
  void strikesOutSomeAtATime() {
    mention(newRoom("zoe"), 6_000);
    refuse("(select count(*) from struck) > 2500");

    assertThat(parley.erase(domain, "them@example.com").mentions()).isEqualTo(6_000);
    assertThat(parley.whereIs("them@example.com")).isEmpty();
  }

  @Test
  @DisplayName("what was struck out stays so when the rest fails, and the next time does the rest")
  void goesOnAfterAFailure() {
    UUID room = newRoom("zoe");
    mention(room, 2_998);
    parley.sql(
        """
        UPDATE chat_message SET body = 'At last, them@example.com'
        WHERE id = (SELECT id FROM chat_message WHERE room_id = $1 ORDER BY id DESC LIMIT 1)
        """,
        room);
    refuse("exists (select from struck where body like 'At last%')");
    assertThatThrownBy(() -> parley.erase(domain, "them@example.com")).isNotNull();
    assertThat(mentions()).isEqualTo(500);

    parley.sql("DROP TRIGGER refusing ON chat_message");
    Erasure erasure = parley.erase(domain, "them@example.com");

    assertThat(erasure.mentions()).isEqualTo(500);
    assertThat(mentions()).isZero();
  }

  @Test
  @DisplayName("an export tells them on several pages, each of them once")
  void exportsSomeAtATime() {
    mention(newRoom("zoe"), 4_000);

    List<List<String>> pages =
        pages(new Exporter(parley.vertx(), parley.pool()), "them@example.com");

    assertThat(pages).allMatch(page -> page.size() <= 2_500);
    assertThat(pages.stream().flatMap(List::stream)).hasSize(4_000).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("an export that ends a page among several long rooms misses none, and repeats none")
  void exportsSeveralLongRooms() {
    parley.say(domain, "them", "them@example.com");
    List.of("zoe", "bob", "tim", "ann").forEach(visitor -> mention(newRoom(visitor), 700));
    newRoom("eva");
    mention(newRoom("lou"), 3);

    List<List<String>> pages =
        pages(new Exporter(parley.vertx(), parley.pool()), "them@example.com");

    assertThat(pages.stream().flatMap(List::stream)).hasSize(2_803).doesNotHaveDuplicates();
  }

  private UUID newRoom(String visitor) {
    TurnOpened turn = parley.say(domain, visitor, "I am " + visitor + "@example.com");
    return turn.roomId();
  }

  private void mention(UUID room, int times) {
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT fresh.id, $1, room.id, room.visitor_id, fresh.id, 'user', 'Ask them@example.com', 'complete'
        FROM chat_room AS room, (SELECT gen_random_uuid() AS id FROM generate_series(1, $3)) AS fresh
        WHERE room.id = $2
        """,
        domain,
        room,
        times);
  }

  private long mentions() {
    return parley
        .sql(
            "SELECT count(*) FROM chat_message WHERE domain_id = $1 AND body LIKE '%them@%'",
            domain)
        .get(0)
        .getLong(0);
  }

  /** No statement may change messages for which this holds, as they were. */
  private void refuse(String condition) {
    parley.sql(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF %s THEN RAISE EXCEPTION 'refused' USING ERRCODE = '57014'; END IF;
          RETURN NULL;
        END $$
        """
            .formatted(condition));
    parley.sql(
        """
        CREATE TRIGGER refusing AFTER UPDATE ON chat_message
        REFERENCING OLD TABLE AS struck FOR EACH STATEMENT EXECUTE FUNCTION refuse()
        """);
  }

  /** The messages of whoever else mentions the address, by pages. */
  private List<List<String>> pages(Exporter exporter, String email) {
    List<List<String>> pages = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      ExportPage page = await(exporter.page(Person.of(domain, email), next));
      pages.add(
          page.lines().stream()
              .map(JsonObject::new)
              .filter(line -> line.getString("type").equals("mention"))
              .map(line -> line.getString("messageId"))
              .toList());
      next = page.next();
    } while (next.isPresent());
    return pages;
  }
}
