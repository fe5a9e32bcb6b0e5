package dev.parley.chaos;

import dev.parley.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in the database in the end, read row by row whatever its indexes and constraints say.
 *
 * @param messages in the order of their ids
 * @param customersInDouble addresses that a domain has more than one customer for
 * @param customers each customer's domain and address
 * @param roomsInDouble customers, and visitors who are nobody, with more than one open room
 * @param customersWithoutRoom customers without an open room
 * @param unfoldedRooms open rooms of nobody whose visitor is known by now
 * @param takenFor for whom each visitor is taken: his domain and secret's hash, and the address
 * @param deadNodes processes that are said to live, besides those that do
 */
record Stored(
    List<Row> messages,
    List<String> customersInDouble,
    List<String> customers,
    List<String> roomsInDouble,
    List<String> customersWithoutRoom,
    List<String> unfoldedRooms,
    Map<String, String> takenFor,
    int deadNodes) {

  /**
   * A message or an answer.
   *
   * @param visitor the SHA-256 of its visitor's secret, in hex; empty when there is no such visitor
   */
  record Row(
      String id,
      String domain,
      String visitor,
      String turn,
      String role,
      String body,
      String status,
      Optional<String> key) {

    boolean isAnswer() {
      return role.equals("assistant");
    }
  }

  private static final String WITHOUT_INDEXES =
      """
      SET enable_indexscan = off;
      SET enable_indexonlyscan = off;
      SET enable_bitmapscan = off;
      SET work_mem = '64MB';
      """;

  private static final String MESSAGES =
      """
      SELECT m.id, m.domain_id, coalesce(encode(v.secret_sha256, 'hex'), ''), m.turn_id, m.role, m.body,
             m.status, m.message_key
      FROM chat_message m LEFT JOIN visitor v ON v.id = m.visitor_id AND v.domain_id = m.domain_id
      ORDER BY m.id
      """;

  private static final String CUSTOMERS_IN_DOUBLE =
      "SELECT domain_id || ' ' || email FROM customer GROUP BY domain_id, email HAVING count(*) >"
          + " 1";

  private static final String CUSTOMERS = "SELECT domain_id || ' ' || email FROM customer";

  private static final String ROOMS_IN_DOUBLE =
      """
      SELECT 'customer ' || customer_id FROM chat_room
      WHERE closed_at IS NULL AND customer_id IS NOT NULL
      GROUP BY customer_id HAVING count(*) > 1
      UNION ALL
      SELECT 'visitor ' || visitor_id FROM chat_room
      WHERE closed_at IS NULL AND customer_id IS NULL AND folded_into IS NULL
      GROUP BY visitor_id HAVING count(*) > 1
      """;

  private static final String CUSTOMERS_WITHOUT_ROOM =
      """
      SELECT id FROM customer
      WHERE id NOT IN (SELECT customer_id FROM chat_room WHERE customer_id IS NOT NULL AND closed_at IS NULL)
      """;

  private static final String UNFOLDED_ROOMS =
      """
      SELECT r.id FROM chat_room r JOIN visitor v ON v.id = r.visitor_id
      WHERE r.customer_id IS NULL AND r.folded_into IS NULL AND r.closed_at IS NULL
        AND v.customer_id IS NOT NULL
      """;

  private static final String TAKEN_FOR =
      """
      SELECT v.domain_id || ' ' || encode(v.secret_sha256, 'hex'), c.email
      FROM visitor v JOIN customer c ON c.id = v.customer_id
      """;

  private static final String NODES = "SELECT count(*) FROM node";

  /**
   * Reads it all. Blocking.
   *
   * @param living how many processes live
   */
  static Stored read(DatabaseUrl url, int living) {
    try (Connection connection = url.dataSource().getConnection()) {
      return read(connection, living);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be read", e);
    }
  }

  /** The same, as that connection sees it. */
  static Stored read(Connection connection, int living) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(WITHOUT_INDEXES);
      return new Stored(
          messages(statement),
          texts(statement, CUSTOMERS_IN_DOUBLE),
          texts(statement, CUSTOMERS),
          texts(statement, ROOMS_IN_DOUBLE),
          texts(statement, CUSTOMERS_WITHOUT_ROOM),
          texts(statement, UNFOLDED_ROOMS),
          pairs(statement, TAKEN_FOR),
          Math.max(0, Integer.parseInt(texts(statement, NODES).get(0)) - living));
    }
  }

  private static List<Row> messages(Statement statement) throws SQLException {
    List<Row> messages = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(MESSAGES)) {
      while (row.next()) {
        messages.add(
            new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Optional.ofNullable(row.getString(8))));
      }
    }
    return messages;
  }

  private static Map<String, String> pairs(Statement statement, String sql) throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        pairs.put(row.getString(1), row.getString(2));
      }
    }
    return pairs;
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }
}
