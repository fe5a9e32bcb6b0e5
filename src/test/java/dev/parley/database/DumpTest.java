package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.StartException;
import dev.parley.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A dump")
class DumpTest {

  /** What a format by lines and backslashes could stumble over, and a domain's own secret. */
  private static final String ROWS =
      """
      INSERT INTO domain (id, name, greeting, allowed_origins)
        VALUES ('00000000-0000-7000-8000-00000000000d', E'\\\\.\\nCOMMIT;\\nCOPY x FROM stdin;\\t\\\\N', '',
                '{https://a.example,"{\\"}"}'),
               ('00000000-0000-7000-8000-00000000000e', '日本 😀 ''quoted'' $$ ?', E'\\r\\n\\b', '{}');
      UPDATE domain SET enabled = false, deleted_at = now() WHERE id = '00000000-0000-7000-8000-00000000000e';
      UPDATE domain_secret SET secret = 'rotated', expires_at = 'infinity'
        WHERE domain_id = '00000000-0000-7000-8000-00000000000e';
      INSERT INTO customer (id, domain_id, email, email_typed)
        VALUES ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-00000000000d', 'a@b.de', 'A@b.de');
      INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
        VALUES ('00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-00000000000d', sha256('x'),
                '00000000-0000-7000-8000-0000000000c1');
      INSERT INTO chat_room (id, domain_id, customer_id, visitor_id, folded_into)
        VALUES ('00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-00000000000d', NULL,
                '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000a2'),
               ('00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-00000000000d',
                '00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000f1', NULL);
      INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        VALUES ('00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-00000000000d',
                '00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000f1',
                '00000000-0000-7000-8000-000000000010', 'user', E'\\\\.', 'complete');
      INSERT INTO knowledge (id, domain_id, article, position, heading, body, search)
        VALUES ('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-00000000000d', 'a', 1, 'h', 'b',
                to_tsvector('english', 'some words'));
      INSERT INTO visitor_code (id, domain_id, secret_sha256, email, email_typed, code_hash, expires_at)
        VALUES ('00000000-0000-7000-8000-000000000020', '00000000-0000-7000-8000-00000000000d', sha256('x'),
                'a@b.de', 'A@b.de', sha256('y'), now() + interval '10 minutes');
      INSERT INTO code_mail (domain_id, email, sent, remove_at)
        VALUES ('00000000-0000-7000-8000-00000000000d', 'a@b.de', ARRAY[now(), now() + interval '1 ms'], now());
      INSERT INTO webhook (id, domain_id, url, events, secret)
        VALUES ('00000000-0000-7000-8000-000000000040', '00000000-0000-7000-8000-00000000000d', 'https://a.example',
                '{message.stored}', 'whsec_');
      INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
        VALUES ('00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-000000000040', 'message.stored',
                '00000000-0000-7000-8000-000000000010');
      INSERT INTO erasure (id, domain_id, customers, visitors, rooms, messages, mentions)
        VALUES ('00000000-0000-7000-8000-000000000030', '00000000-0000-7000-8000-00000000000d', 1, 2, 3, 4, 5);
      INSERT INTO node (oldest_open) SELECT gen_random_uuid() FROM generate_series(1, 7);
      """;

  private static final String TABLES =
      """
      SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'
      """;

  private static final String SCHEMA =
      """
      SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT format('%s %s %s %s %s', table_name, column_name, data_type, column_default, is_nullable)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
      ) AS schema (line)
      """;

  private static TestDatabase original;
  private static byte[] dump;

  @BeforeAll
  static void write() throws IOException {
    original = TestDatabase.create();
    original.execute(ROWS);
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    new Dump(original.databaseUrl()).write(to);
    dump = to.toByteArray();
  }

  @AfterAll
  static void drop() {
    original.close();
  }

  @Test
  @DisplayName("read into an empty database makes the same schema, rows and sequences")
  void roundTrip() throws Exception {
    try (TestDatabase copy = TestDatabase.createEmpty()) {
      read(copy, dump);

      assertThat(copy.queryText(SCHEMA)).isEqualTo(original.queryText(SCHEMA));
      for (String table : original.queryText(TABLES).split(" ", -1)) {
        String rows = "SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM " + table + " AS t";
        assertThat(copy.queryText(rows)).as(table).isEqualTo(original.queryText(rows));
        assertThat(copy.queryText(rows)).as(table).isNotEmpty();
      }
      assertThat(SchemaHistory.isComplete(copy.databaseUrl())).isTrue();
      String insert = "INSERT INTO node (oldest_open) VALUES (gen_random_uuid()) RETURNING id";
      assertThat(copy.queryText(insert)).isEqualTo("8");
    }
  }

  /** In the schema, in a row, before the end, and nothing at all; and what is no dump. */
  static Stream<byte[]> broken() {
    String text = new String(dump, UTF_8);
    return Stream.concat(
        Stream.of(0, 2_000, text.indexOf("a@b.de"), text.indexOf("\\.\n"), text.length() - 2)
            .map(length -> text.substring(0, length).getBytes(UTF_8)),
        Stream.of("SELECT 1;\nCOMMIT;\n".getBytes(UTF_8), "Dear Ann,\n".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("that is not whole, or is none, is refused")
  void broken(byte[] bytes) throws SQLException {
    try (TestDatabase copy = TestDatabase.createEmpty()) {
      assertThatThrownBy(() -> read(copy, bytes))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("backup");
      assertThat(copy.queryText("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
          .isEqualTo("0");
    }
  }

  private static void read(TestDatabase into, byte[] bytes) throws IOException {
    new DumpReader(into.databaseUrl(), new ByteArrayInputStream(bytes)).read();
  }
}
