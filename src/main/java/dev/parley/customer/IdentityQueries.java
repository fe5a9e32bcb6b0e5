package dev.parley.customer;

import java.util.List;

/**
 * The SQL by which operators mend who is who. Each is one step of a transaction; every one names
 * its tenant, or looks up by an id that was found with it.
 */
final class IdentityQueries {

  /**
   * Menders come one after the other, since two who have changed something would wait for each
   * other's tables. Whoever waits longer for what others hold lets them go first; and whoever is
   * not heard of any more holds up nobody. (The lock is "mend" in ASCII; nodes' have another first
   * key.)
   */
  static final String BE_BRIEF =
      """
      SET LOCAL statement_timeout = '8s';
      SET LOCAL idle_in_transaction_session_timeout = '2s';
      SET LOCAL lock_timeout = '5s';
      SELECT pg_advisory_xact_lock(%d, 0);
      SET LOCAL lock_timeout = '250ms'
      """
          .formatted(0x6d656e64);

  /**
   * With {@link #IDENTITIES}: from now until the end no visitor is made or bound, and no room made
   * or folded, by anybody else; two menders come one after the other. A batch looks up and binds in
   * one statement, which takes its locks before its snapshot: so either it is committed, and seen
   * here, or it sees what was done here. Row locks would not do: a customer who is found may be
   * bound to without his row being changed.
   */
  static final String LOCK_TABLES = "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE";

  /** What it takes for that. */
  static final List<String> IDENTITIES = List.of("visitor", "chat_room");

  /** Nor is any message stored then. */
  static final List<String> ALL = List.of("visitor", "chat_room", "chat_message");

  /**
   * The transactions in the way of such a lock of the tables $1, whether they have theirs or wait:
   * all but readers, and this one. The name of a transaction is never another one's; and one that
   * is prepared has no process. Nothing is waited for.
   */
  static final String TABLE_HOLDERS =
      """
      SELECT DISTINCT virtualtransaction FROM pg_locks
      WHERE locktype = 'relation'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation IN (SELECT name::regclass::oid FROM unnest($1::text[]) AS name)
        AND mode NOT IN ('AccessShareLock', 'RowShareLock')
        AND pid IS DISTINCT FROM pg_backend_pid()
      """;

  static final String KNOWS_DOMAIN = "SELECT id FROM domain WHERE id = $1::uuid";

  /** The customers $2 and $3, for good until the end, and whom each was merged into. */
  static final String LOCK_CUSTOMERS =
      """
      SELECT id, merged_into FROM customer
      WHERE domain_id = $1::uuid AND id = ANY (ARRAY[$2::uuid, $3::uuid])
      ORDER BY id
      FOR NO KEY UPDATE
      """;

  /** The address of $2, and those that led to it, lead to $1: never by way of another one. */
  static final String LEAD_ADDRESSES =
      "UPDATE customer SET merged_into = $1::uuid WHERE id = $2::uuid OR merged_into = $2::uuid";

  /** Those who are taken for the customer $1, in the order of turns' locks. */
  static final String VISITORS = "SELECT id FROM visitor WHERE customer_id = $1::uuid ORDER BY id";

  /** Those of $3 who are still taken for $2 are taken for $1. */
  static final String BIND_SOME = handSomeOver("visitor", "customer_id");

  /** All who are taken for $2, or who are left of them. */
  static final String BIND_VISITORS =
      "UPDATE visitor SET customer_id = $1::uuid WHERE customer_id = $2::uuid";

  /** The open rooms of $1 and of $2. */
  static final String OPEN_ROOMS =
      """
      SELECT id, customer_id FROM chat_room
      WHERE customer_id = ANY (ARRAY[$1::uuid, $2::uuid]) AND closed_at IS NULL
      """;

  /** The parts of the room $1. */
  static final String PARTS = "SELECT id FROM chat_room WHERE folded_into = $1::uuid ORDER BY id";

  /** Those of $3 that are still parts of the room $2 are parts of $1. */
  static final String FOLD_SOME = handSomeOver("chat_room", "folded_into");

  /**
   * The room $2 is read as a part of $1, and so are those that were parts of it: who looks whether
   * a message is in a customer's room follows one fold.
   */
  static final String FOLD_ROOM =
      """
      UPDATE chat_room
      SET folded_into = $1::uuid, folded_from = coalesce(folded_from, customer_id), customer_id = NULL
      WHERE id = $2::uuid OR folded_into = $2::uuid
      """;

  /** All rooms of $2 that are left are $1's. */
  static final String HAND_ROOMS_OVER =
      "UPDATE chat_room SET customer_id = $1::uuid WHERE customer_id = $2::uuid";

  /** The visitor, whom nobody binds meanwhile. */
  static final String LOCK_VISITOR =
      """
      SELECT id, customer_id FROM visitor
      WHERE domain_id = $1::uuid AND id = $2::uuid
      FOR NO KEY UPDATE
      """;

  /**
   * Which room is to be the visitor's ($1) own: the one that is, else the newest that was until it
   * was folded into a room of the customer $2. One that was a customer's before is none, though he
   * opened it: others wrote there.
   */
  static final String OWN_ROOM =
      """
      SELECT room.id FROM chat_room AS room
      LEFT JOIN chat_room AS whole ON whole.id = room.folded_into
      WHERE room.visitor_id = $1::uuid
        AND room.customer_id IS NULL AND room.folded_from IS NULL AND room.closed_at IS NULL
        AND (room.folded_into IS NULL OR whole.customer_id = $2::uuid)
      ORDER BY room.folded_into IS NULL DESC, room.id DESC
      LIMIT 1
      """;

  /** Whether he ($1) has anything in the rooms of the customer $2. */
  static final String WROTE =
      """
      SELECT message.id FROM chat_message AS message
      JOIN chat_room AS room ON room.id = message.room_id
      LEFT JOIN chat_room AS whole ON whole.id = room.folded_into
      WHERE message.visitor_id = $1::uuid AND coalesce(room.customer_id, whole.customer_id) = $2::uuid
      LIMIT 1
      """;

  static final String MAKE_ROOM =
      "INSERT INTO chat_room (id, domain_id, visitor_id) VALUES ($1::uuid, $2::uuid, $3::uuid)";

  /**
   * What the visitor ($1) wrote and was answered in the rooms of the customer $2, and in those that
   * were folded into them, is in the room $3; and none of it is verified, since it is to be
   * nobody's whom he was verified as.
   */
  static final String MOVE_MESSAGES =
      """
      UPDATE chat_message AS message SET room_id = $3::uuid, verified = false
      FROM chat_room AS room
      LEFT JOIN chat_room AS whole ON whole.id = room.folded_into
      WHERE message.visitor_id = $1::uuid AND message.room_id <> $3::uuid
        AND room.id = message.room_id
        AND coalesce(room.customer_id, whole.customer_id) = $2::uuid
      """;

  /**
   * Nor is what the visitor ($1) has in the room $2 already, which may be another one's some day.
   */
  static final String DOUBT_MESSAGES =
      """
      UPDATE chat_message SET verified = false
      WHERE visitor_id = $1::uuid AND room_id = $2::uuid AND verified
      """;

  /**
   * A question of the visitor's ($1) to which an answer is under way of which nothing is stored
   * yet: that will be stored in the room in which its question was. What is stored of an answer is
   * moved with it, and stays where it is when the answer goes on. One that nobody begins within
   * five minutes is given up.
   */
  static final String AWAITS_ANSWER =
      """
      SELECT question.id
      FROM (
        SELECT id, created_at FROM chat_message
        WHERE visitor_id = $1::uuid AND role = 'user'
        ORDER BY id DESC
        LIMIT 50
      ) AS question
      LEFT JOIN chat_message AS answer
        ON answer.id = encode(set_bit(uuid_send(question.id), 120, 1), 'hex')::uuid
      WHERE answer.id IS NULL AND question.created_at > now() - interval '5 minutes'
      LIMIT 1
      """;

  static final String REOPEN_ROOM = "UPDATE chat_room SET folded_into = NULL WHERE id = $1::uuid";

  static final String UNBIND_VISITOR =
      "UPDATE visitor SET customer_id = NULL, verified = false WHERE id = $1::uuid";

  /** Those of $3 that are still $2's are $1's. */
  private static String handSomeOver(String table, String owner) {
    return """
        WITH piece AS MATERIALIZED (
          SELECT id FROM %1$s
          WHERE id = ANY ($3::uuid[]) AND %2$s = $2::uuid
          ORDER BY id
          FOR NO KEY UPDATE
        )
        UPDATE %1$s SET %2$s = $1::uuid WHERE id = ANY (ARRAY(SELECT id FROM piece))
        """
        .formatted(table, owner);
  }

  private IdentityQueries() {}
}
