package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What Flyway wrote down of a schema, read without Flyway: most starts find that there is nothing
 * to do, and starting Flyway costs more than all the rest of the start. Whatever is not exactly
 * what this program would have written is left to Flyway. Blocking.
 */
final class SchemaHistory {

  /** In their order; beneath {@code db/migration} of the class path. */
  static final List<String> SCRIPTS =
      List.of(
          "V1__domains_visitors_customers_rooms_messages.sql",
          "V2__knowledge_that_is_shipped.sql",
          "V3__retry_resume_stop.sql",
          "V4__fewer_checks_per_message.sql",
          "V5__who_is_who.sql",
          "V6__what_a_domain_allows.sql",
          "V7__what_visitors_think_of_answers.sql",
          "V8__what_answers_rest_on.sql",
          "V9__customers_who_are_one.sql",
          "V10__webhooks.sql",
          "V11__codes_by_mail.sql",
          "V12__erasure_and_retention.sql",
          "V13__rooms_folded_newest_first.sql",
          "V14__attempts_at_an_answer.sql",
          "V15__knowledge_found_by_word.sql",
          "V16__no_index_of_all_domains_words.sql",
          "V17__domains_that_are_off.sql",
          "V18__domains_that_are_deleted.sql");

  static final String TABLE = "flyway_schema_history";

  /** As Flyway makes it. */
  static final String CREATE =
      """
      CREATE TABLE public.flyway_schema_history (
        installed_rank integer NOT NULL,
        version        varchar(50),
        description    varchar(200) NOT NULL,
        type           varchar(20) NOT NULL,
        script         varchar(1000) NOT NULL,
        checksum       integer,
        installed_by   varchar(100) NOT NULL,
        installed_on   timestamp NOT NULL DEFAULT now(),
        execution_time integer NOT NULL,
        success        boolean NOT NULL,
        CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank)
      );
      CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history (success);
      """;

  private static final String EXISTS =
      "SELECT to_regclass('public.flyway_schema_history') IS NOT NULL";
  private static final String READ =
      """
      SELECT script, checksum, success AND type = 'SQL' AS applied
      FROM public.flyway_schema_history
      ORDER BY installed_rank
      """;

  private SchemaHistory() {}

  private record Applied(String script, int checksum) {}

  /** Whether the schema is what all migrations of this program make, no more and no less. */
  static boolean isComplete(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc()) {
      return isComplete(connection);
    }
  }

  /** The same of the database that this connection leads to. */
  static boolean isComplete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return exists(statement) && applied(statement).equals(shipped());
    }
  }

  /** The script that comes after those that are applied; none where others than ours are. */
  static Optional<String> next(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<Applied> applied = exists(statement) ? applied(statement) : List.of();
      List<Applied> shipped = shipped();
      int count = applied.size();
      return count < shipped.size() && applied.equals(shipped.subList(0, count))
          ? Optional.of(shipped.get(count).script())
          : Optional.empty();
    }
  }

  /** Whether there is one at all. */
  static boolean isThere(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      return exists(statement);
    }
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(EXISTS)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** One that is no SQL script or did not go well has no name, and so equals none of ours. */
  private static List<Applied> applied(Statement statement) throws SQLException {
    List<Applied> applied = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(READ)) {
      while (row.next()) {
        String script = row.getBoolean("applied") ? row.getString("script") : "";
        applied.add(new Applied(script, row.getInt("checksum")));
      }
    }
    return applied;
  }

  private static List<Applied> shipped() {
    return SCRIPTS.stream().map(script -> new Applied(script, checksum(script))).toList();
  }

  /** As Flyway counts it: a CRC-32 of the lines without their ends. */
  static int checksum(String script) {
    CRC32 crc = new CRC32();
    text(script).lines().forEach(line -> crc.update(line.getBytes(UTF_8)));
    return (int) crc.getValue();
  }

  /** The SQL of a migration. */
  static String text(String script) {
    try (InputStream text = SchemaHistory.class.getResourceAsStream("/db/migration/" + script)) {
      if (text == null) {
        throw new IllegalStateException("the jar lacks db/migration/" + script);
      }
      return new String(text.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
