package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.bus.VisitorSecret;
import dev.parley.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The verdict on a journal and a database")
class VerdictTest {

  private static final UUID DOMAIN = UUID.fromString("00000000-0000-7000-8000-00000000000d");
  private static final String EMAIL = "ann@example.com";

  /** The first message, its answer, and the second message. */
  private static final String QUESTION = "00000000-0000-7000-8000-000000000010";

  private static final String ANSWER = "00000000-0000-7000-8000-000000000011";
  private static final String NEXT_QUESTION = "00000000-0000-7000-8000-000000000020";

  private final Message first = message("one", "My email is " + EMAIL, Optional.of(EMAIL));
  private final Message second = message("two", "Hello", Optional.empty());

  private static TestDatabase database;

  @TempDir Path folder;
  private Connection connection;
  private Journal journal;

  private static Message message(String key, String text, Optional<String> email) {
    return new Message(DOMAIN, "ann", key, text, email);
  }

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  /** In a transaction, whatever is dropped or doubled in it is there again for the next one. */
  @BeforeEach
  void tellTheTruth() throws SQLException {
    connection = database.databaseUrl().dataSource().getConnection();
    connection.setAutoCommit(false);
    execute(
        """
        INSERT INTO domain (id, name) VALUES ('%1$s', 'd');
        INSERT INTO customer (id, domain_id, email, email_typed) VALUES ('%4$s', '%1$s', '%2$s', '');
        INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
          VALUES ('%4$s', '%1$s', '\\x%3$s', '%4$s');
        INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
          VALUES ('%4$s', '%1$s', '%4$s', '%4$s');
        """
            .formatted(
                DOMAIN,
                EMAIL,
                HexFormat.of().formatHex(new VisitorSecret("ann").sha256()),
                UUID.randomUUID()));
    store(QUESTION, QUESTION, "user", first.text(), "complete", "'one'");
    store(ANSWER, QUESTION, "assistant", "Welcome", "complete", "NULL");
    store(NEXT_QUESTION, NEXT_QUESTION, "user", second.text(), "complete", "'two'");
    store(next(NEXT_QUESTION), NEXT_QUESTION, "assistant", "Bye", "stopped", "NULL");
    journal = new Journal(folder.resolve("journal"));
    journal.write(new Entry.Sent(first));
    journal.write(new Entry.BrokeOff(first.id(), 503, 0, "away"));
    journal.write(new Entry.Sent(first));
    journal.write(new Entry.Acknowledged(first.id(), QUESTION));
    journal.write(new Entry.Ended(first.id(), QUESTION, "Welcome"));
    journal.write(new Entry.Sent(second));
    journal.write(new Entry.Acknowledged(second.id(), NEXT_QUESTION));
    journal.write(new Entry.Ended(second.id(), NEXT_QUESTION, "Bye"));
  }

  @AfterEach
  void forget() throws SQLException {
    journal.close();
    connection.rollback();
    connection.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  @DisplayName("is clean when all that was promised is there, once")
  void clean() throws SQLException {
    Verdict verdict = verdict();

    assertThat(verdict.table()).contains("messages sent").doesNotContain("heard:");
    assertThat(verdict.isClean()).as(verdict.table()).isTrue();
  }

  static Stream<Arguments> doctored() {
    return Stream.of(
        arguments("acknowledged messages lost", delete("id = '" + QUESTION + "'")),
        arguments(
            "messages in double",
            dropIndex("chat_message_key") + copyMessage(QUESTION, next(next(QUESTION)))),
        arguments("messages in double", set("body", "Hello", QUESTION)),
        arguments("messages that nobody sent so", set("body", "Goodbye", QUESTION)),
        arguments(
            "messages that nobody sent so",
            dropIndex("chat_message_key") + set("message_key", "three", QUESTION)),
        arguments(
            "messages out of order",
            "UPDATE chat_message SET id = '%1$s', turn_id = '%1$s' WHERE id = '%2$s';"
                .formatted("00000000-0000-7000-8000-000000000030", QUESTION)),
        arguments(
            "messages acknowledged as another turn",
            "UPDATE chat_message SET id = '%1$s', turn_id = '%1$s' WHERE id = '%2$s';"
                .formatted("00000000-0000-7000-8000-000000000009", QUESTION)),
        arguments(
            "customers in double",
            "ALTER TABLE customer DROP CONSTRAINT email_domain_id; INSERT INTO customer SELECT"
                + " gen_random_uuid(), domain_id, email, '' FROM customer;"),
        arguments(
            "acknowledged addresses without a customer",
            "UPDATE customer SET email = 'bob@example.com';"),
        arguments("visitors taken for somebody else", "UPDATE visitor SET customer_id = NULL;"),
        arguments(
            "open rooms in double",
            dropIndex("chat_room_one_open_per_customer") + copyRoom("customer_id")),
        arguments(
            "open rooms in double",
            dropIndex("chat_room_one_open_per_anonymous_visitor")
                + copyRoom("NULL")
                + copyRoom("NULL")),
        arguments("customers without an open room", "UPDATE chat_room SET closed_at = now();"),
        arguments("known visitors' rooms not folded", copyRoom("NULL")),
        arguments("answers without a question", delete("id = '" + QUESTION + "'")),
        arguments("answers in double", copyMessage(ANSWER, next(next(ANSWER)))),
        arguments("heard to the end, not stored so", set("body", "Welcom", ANSWER)),
        arguments("heard to the end, not stored so", set("status", "interrupted", ANSWER)),
        arguments("heard to the end, not stored so", delete("id = '" + ANSWER + "'")),
        arguments("turns left open", delete("id = '" + ANSWER + "'")),
        arguments("turns left open", set("status", "streaming", ANSWER)),
        arguments(
            "dead processes not closed",
            "INSERT INTO node (oldest_open) SELECT gen_random_uuid() FROM generate_series(1, 2);"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  @DisplayName("finds in the database")
  void doctored(String finding, String sql) throws SQLException {
    execute(sql);

    assertThat(verdict().count(finding)).isPositive();
    assertThat(verdict().isClean()).isFalse();
  }

  static Stream<Arguments> said() {
    Message third = message("three", "Anybody?", Optional.empty());
    return Stream.of(
        arguments("messages never answered", new Entry.BrokeOff(third.id(), 503, 0, "away")),
        arguments("acknowledged messages lost", new Entry.Acknowledged(third.id(), QUESTION)),
        arguments("heard to the end, not stored so", new Entry.Ended(third.id(), ANSWER, "Yes")),
        arguments("requests that hung", new Entry.Hung(third.id())),
        arguments("statuses nobody foresaw", new Entry.BrokeOff(third.id(), 500, 0, "broken")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  @DisplayName("finds in the journal")
  void said(String finding, Entry entry) throws SQLException {
    journal.write(new Entry.Sent(message("three", "Anybody?", Optional.empty())));
    journal.write(entry);

    assertThat(verdict().count(finding)).isPositive();
    assertThat(verdict().table()).contains("ann/three");
  }

  @Test
  @DisplayName("shows what was said instead of an answer")
  void refusal() throws SQLException {
    journal.write(new Entry.Sent(second));
    journal.write(new Entry.BrokeOff(second.id(), 404, 0, "after 3 of a turn → 404 no such turn"));

    assertThat(verdict().table()).contains("ann/two {404=after 3 of a turn → 404 no such turn}");
  }

  @Test
  @DisplayName("asks nothing of a message that was given up before anybody acknowledged it")
  void givenUp() throws SQLException {
    Message third = message("three", "Anybody?", Optional.empty());
    journal.write(new Entry.Sent(third));
    journal.write(new Entry.GaveUp(third.id()));

    assertThat(verdict().isClean()).isTrue();
  }

  private Verdict verdict() throws SQLException {
    return new Verdict(
        new Promises(Journal.read(folder.resolve("journal"))), Stored.read(connection, 1));
  }

  private void store(
      String id, String turn, String role, String body, String status, String keyLiteral)
      throws SQLException {
    execute(
        """
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, message_key)
        SELECT '%s', domain_id, id, visitor_id, '%s', '%s', '%s', '%s', %s FROM chat_room
        """
            .formatted(id, turn, role, body, status, keyLiteral));
  }

  private static String next(String id) {
    long last = Long.parseLong(id.substring(id.length() - 2), 16);
    return id.substring(0, id.length() - 2) + "%02x".formatted(last + 1);
  }

  private static String delete(String which) {
    return "DELETE FROM chat_message WHERE " + which + ";";
  }

  private static String set(String column, String value, String id) {
    return "UPDATE chat_message SET %s = '%s' WHERE id = '%s';".formatted(column, value, id);
  }

  private static String dropIndex(String name) {
    return "DROP INDEX " + name + ";";
  }

  private static String copyRoom(String customer) {
    return ("INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)"
            + " SELECT gen_random_uuid(), domain_id, %s, visitor_id FROM chat_room LIMIT 1;")
        .formatted(customer);
  }

  private static String copyMessage(String id, String copy) {
    return """
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, message_key)
        SELECT '%1$s', domain_id, room_id, visitor_id,
               CASE role WHEN 'user' THEN '%1$s'::uuid ELSE turn_id END, role, body, status, message_key
        FROM chat_message WHERE id = '%2$s';
        """
        .formatted(copy, id);
  }
}
