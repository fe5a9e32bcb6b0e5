package dev.parley.customer;

import java.util.stream.IntStream;

/** The SQL of this package. Always against the primary, never a replica. */
final class SqlQueries {

  /**
   * A batch of turns and of finished answers, in one statement: so in one round trip and one
   * transaction.
   *
   * <p>Each step is a common table expression. They all see the snapshot that the statement began
   * with, and of each other only what {@code RETURNING} hands on. Every id is made before, and so
   * {@code id IN (SELECT id FROM made)} tells whether an insert took place: a hashed look-up, where
   * joins of steps would compare every row with every other. Hence the rules for the parameters:
   * one turn per visitor, and one {@code customer_id} for all turns of a batch that give one
   * address.
   *
   * <p>An insert that meets a concurrent one gives no row and raises nothing; the turn comes back
   * without a room, and is sent again in a new statement, which sees the winner. (PostgreSQL 19's
   * {@code ON CONFLICT DO SELECT} would spare that.) Sent again after it was committed, the
   * statement changes nothing, and answers with the same visitor, customer and room.
   *
   * <p>A turn whose key came before is <em>repeated</em>: it comes back with the earlier turn, and
   * makes nothing at all, since it is never settled. That it is the same one by the unique index
   * decides, also between two copies at the same moment: the second one's message gives no row, and
   * the turn comes back without a room, as after any other lost race. (Should that copy bear
   * another message, its address may have bound the visitor by then.) A turn that finds its own id
   * was stored by an attempt whose reply was lost; that can only be looked up where there is a key,
   * and only there a message that gives no row can mean anything else.
   *
   * <p>Rows are locked in sorted order: customers, visitors, rooms, each by key; then messages, by
   * visitor, since two copies of one turn have different ids.
   *
   * <p>What is looked up by an id needs no tenant beside it: the id was found with its tenant, and
   * the foreign keys bind visitor, customer and room to one. Some forms are for the planner, whose
   * plan is kept while the tables grow from nothing: {@code LATERAL … LIMIT 1} and {@code id = ANY
   * (ARRAY(…))} leave it no way but look-ups by index, where a join could begin with the whole
   * table; {@code coalesce(…) IS NULL} keeps it from walking a partial index, and {@code uuid_send}
   * from looking for a key in all that a visitor ever wrote. The arrays are also safe where a row
   * changed under the update, and PostgreSQL evaluates its conditions again.
   */
  static final String STORE_BATCH =
      """
      WITH input AS MATERIALIZED (
        SELECT *
        FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::boolean[],
                    $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[],
                    $11::text[]) WITH ORDINALITY
          AS turn (domain_id, secret_sha256, email, email_typed, stated,
                   visitor_id, customer_id, room_id, turn_id, body, message_key, ord)
      ),
      -- What is known of each turn. An address counts when it is the first one that this visitor
      -- gives, when he states it as his own, or when it is the one that he is known by anyway; in a
      -- repeated turn, only then.
      seen AS MATERIALIZED (
        SELECT input.*,
               domain.id IS NOT NULL AS domain_known,
               visitor.id AS known_visitor,
               visitor.customer_id AS bound_to,
               customer.id AS known_customer,
               earlier.id AS stored_turn,
               earlier.room_id AS stored_room,
               earlier.body = input.body AS same_message,
               earlier.id <> input.turn_id AS repeated,
               input.email IS NOT NULL
                 AND (coalesce(visitor.customer_id = customer.id, false)
                      OR coalesce(earlier.id = input.turn_id, true)
                         AND (visitor.customer_id IS NULL OR input.stated)) AS by_address
        FROM input
        LEFT JOIN domain ON domain.id = input.domain_id
        LEFT JOIN visitor ON visitor.domain_id = input.domain_id
                         AND visitor.secret_sha256 = input.secret_sha256
        LEFT JOIN customer ON customer.domain_id = input.domain_id
                          AND customer.email = input.email
        LEFT JOIN LATERAL (
          SELECT id, room_id, body FROM chat_message
          WHERE uuid_send(visitor_id) = uuid_send(visitor.id) AND message_key = input.message_key
          LIMIT 1
        ) AS earlier ON true
      ),
      made_customer AS (
        INSERT INTO customer (id, domain_id, email, email_typed)
        SELECT DISTINCT ON (domain_id, email) customer_id, domain_id, email, email_typed
        FROM seen
        WHERE domain_known AND by_address AND known_customer IS NULL
        ORDER BY domain_id, email, ord
        ON CONFLICT (domain_id, email) DO NOTHING
        RETURNING id
      ),
      -- Whom each turn's visitor is taken for from now on; a customer who raced away is missing.
      recognised AS MATERIALIZED (
        SELECT seen.*,
               made.customer,
               fresh.is_new AS customer_is_new,
               domain_known AND repeated IS NOT TRUE
                 AND (NOT by_address OR made.customer IS NOT NULL) AS settled
        FROM seen
        CROSS JOIN LATERAL (
          SELECT by_address AND known_customer IS NULL
                 AND customer_id IN (SELECT id FROM made_customer) AS is_new
        ) AS fresh
        CROSS JOIN LATERAL (
          SELECT CASE WHEN NOT by_address THEN bound_to
                      WHEN fresh.is_new THEN customer_id
                      ELSE known_customer END AS customer
        ) AS made
      ),
      made_visitor AS (
        INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
        SELECT visitor_id, domain_id, secret_sha256, customer
        FROM recognised
        WHERE settled AND known_visitor IS NULL
        ORDER BY domain_id, secret_sha256
        ON CONFLICT (domain_id, secret_sha256) DO NOTHING
        RETURNING id
      ),
      to_bind AS MATERIALIZED (
        SELECT known_visitor AS id, bound_to, customer
        FROM recognised
        WHERE settled AND known_visitor IS NOT NULL AND customer IS DISTINCT FROM bound_to
        ORDER BY known_visitor
      ),
      -- Compare and set: a visitor who was bound elsewhere meanwhile is left alone, and seen again.
      bound_visitor AS (
        UPDATE visitor
        SET customer_id = (ARRAY(SELECT customer FROM to_bind))[array_position(ARRAY(SELECT id FROM to_bind), id)]
        WHERE id = ANY (ARRAY(SELECT id FROM to_bind))
          AND customer_id IS NOT DISTINCT FROM
              (ARRAY(SELECT bound_to FROM to_bind))[array_position(ARRAY(SELECT id FROM to_bind), id)]
        RETURNING id
      ),
      present AS MATERIALIZED (
        SELECT recognised.*,
               CASE WHEN NOT settled THEN NULL
                    WHEN known_visitor IS NULL
                      THEN CASE WHEN visitor_id IN (SELECT id FROM made_visitor) THEN visitor_id END
                    WHEN customer IS DISTINCT FROM bound_to
                      THEN CASE WHEN known_visitor IN (SELECT id FROM bound_visitor) THEN known_visitor END
                    ELSE known_visitor
               END AS visitor
        FROM recognised
      ),
      -- The open rooms that are there. Turns of one customer share the first one's new room, or the
      -- anonymous room of the first one's visitor, which becomes the new customer's.
      housed AS MATERIALIZED (
        SELECT present.*,
               owned.id AS customer_room,
               anonymous.id AS anonymous_room,
               row_number() OVER owner = 1 AS is_first,
               first_value(present.room_id) OVER owner AS first_room_id,
               first_value(anonymous.id) OVER owner AS first_anonymous_room
        FROM present
        LEFT JOIN LATERAL (
          SELECT id FROM chat_room
          WHERE customer_id = present.customer AND closed_at IS NULL
          LIMIT 1
        ) AS owned ON true
        LEFT JOIN LATERAL (
          SELECT id FROM chat_room
          WHERE visitor_id = present.known_visitor
            AND customer_id IS NULL AND folded_into IS NULL AND closed_at IS NULL
          LIMIT 1
        ) AS anonymous ON true
        WINDOW owner AS (PARTITION BY coalesce(present.customer, present.visitor)
                         ORDER BY present.visitor IS NULL, present.ord)
      ),
      to_link AS MATERIALIZED (
        SELECT anonymous_room AS id, customer
        FROM housed
        WHERE is_first AND visitor IS NOT NULL AND customer_is_new AND anonymous_room IS NOT NULL
        ORDER BY anonymous_room
      ),
      -- Only for a customer whom nobody else can see yet: so no other room can come in between.
      linked_room AS (
        UPDATE chat_room
        SET customer_id = (ARRAY(SELECT customer FROM to_link))[array_position(ARRAY(SELECT id FROM to_link), id)]
        WHERE id = ANY (ARRAY(SELECT id FROM to_link))
          AND coalesce(customer_id, folded_into) IS NULL AND closed_at IS NULL
        RETURNING id
      ),
      made_room AS (
        INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
        SELECT room_id, domain_id, customer, visitor
        FROM housed
        WHERE is_first AND visitor IS NOT NULL
          AND CASE WHEN customer IS NULL THEN anonymous_room IS NULL
                   ELSE customer_room IS NULL
                        AND NOT (customer_is_new AND anonymous_room IS NOT NULL)
              END
        ORDER BY coalesce(customer, visitor)
        ON CONFLICT DO NOTHING
        RETURNING id
      ),
      placed AS MATERIALIZED (
        SELECT housed.*,
               CASE WHEN visitor IS NULL THEN NULL
                    WHEN customer_room IS NOT NULL THEN customer_room
                    WHEN customer IS NULL AND anonymous_room IS NOT NULL THEN anonymous_room
                    WHEN first_room_id IN (SELECT id FROM made_room) THEN first_room_id
                    WHEN first_anonymous_room IN (SELECT id FROM linked_room) THEN first_anonymous_room
               END AS room
        FROM housed
      ),
      to_fold AS MATERIALIZED (
        SELECT anonymous_room AS id, room
        FROM placed
        WHERE customer IS NOT NULL AND anonymous_room <> room
        ORDER BY anonymous_room
      ),
      folded_room AS (
        UPDATE chat_room
        SET folded_into = (ARRAY(SELECT room FROM to_fold))[array_position(ARRAY(SELECT id FROM to_fold), id)]
        WHERE id = ANY (ARRAY(SELECT id FROM to_fold))
          AND coalesce(customer_id, folded_into) IS NULL
      ),
      question AS (
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, message_key, node_id)
        SELECT turn_id, domain_id, room, visitor, turn_id, 'user', body, 'complete', message_key, $12::integer
        FROM placed
        WHERE room IS NOT NULL
        ORDER BY visitor
        ON CONFLICT DO NOTHING
        RETURNING id
      ),
      answer AS (
        %s
      )
      SELECT (ord - 1)::integer AS turn,
             domain_known,
             by_address,
             by_address AND customer IS NULL AS customer_raced,
             coalesce(visitor, known_visitor) AS visitor,
             customer,
             anonymous_room,
             CASE WHEN message_key IS NULL OR stored_turn = turn_id
                       OR turn_id IN (SELECT id FROM question) THEN room END AS room,
             CASE WHEN repeated THEN stored_turn END AS repeated_turn,
             stored_room,
             same_message
      FROM placed
      """
          .formatted(storeAnswers(12, 13).indent(2).strip());

  /** Finished answers alone, when no turn goes with them: much less for PostgreSQL to set up. */
  static final String STORE_ANSWERS = storeAnswers(1, 2);

  /**
   * Answers that go on, as far as they are said. One that is over, or that another process says, is
   * left alone.
   */
  static final String STORE_GROWING =
      """
      INSERT INTO chat_message
        (id, domain_id, room_id, visitor_id, turn_id, role, body, status, node_id)
      SELECT id, domain_id, room_id, visitor_id, turn_id, 'assistant', body, 'streaming', $7::integer
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[])
        AS growing (id, domain_id, room_id, visitor_id, turn_id, body)
      ORDER BY id
      ON CONFLICT (id) DO UPDATE
      SET body = excluded.body
      WHERE chat_message.status = 'streaming' AND chat_message.node_id = $7::integer
      """;

  /** A turn by its id, if it is this visitor's. */
  static final String FIND_TURN =
      """
      SELECT turn.id, turn.domain_id, turn.visitor_id, turn.room_id, visitor.customer_id
      FROM chat_message AS turn
      CROSS JOIN LATERAL (
        SELECT customer_id FROM visitor
        WHERE id = turn.visitor_id AND secret_sha256 = $2::bytea
        LIMIT 1
      ) AS visitor
      WHERE turn.id = $1::uuid AND turn.role = 'user'
      """;

  /**
   * A visitor's newest turn whose key begins so. Looks no further back than the newest 50 messages,
   * so that a long history costs nothing.
   */
  static final String FIND_LATEST_TURN =
      """
      SELECT turn.id, visitor.domain_id, visitor.id AS visitor_id, turn.room_id, visitor.customer_id
      FROM visitor
      CROSS JOIN LATERAL (
        SELECT id, room_id, message_key
        FROM (
          SELECT id, room_id, message_key FROM chat_message
          WHERE visitor_id = visitor.id
          ORDER BY id DESC
          LIMIT 50
        ) AS newest
        WHERE starts_with(message_key, $3::text)
        ORDER BY id DESC
        LIMIT 1
      ) AS turn
      WHERE visitor.domain_id = $1::uuid AND visitor.secret_sha256 = $2::bytea
      """;

  /**
   * How it stands with the answer ($2) to a turn ($1): its text and status, null when there is
   * none; whether it was this process ($3) that took it, or the turn; and whether nobody has it any
   * more, since whoever took it is gone, or took the turn long ago and began no answer.
   */
  static final String SEE_ANSWER =
      """
      SELECT answer.body,
             answer.status,
             coalesce(taken.node_id = $3::integer, false) AS is_ours,
             NOT EXISTS (SELECT 1 FROM node WHERE node.id = taken.node_id)
               OR answer.id IS NULL AND turn.created_at < now() - interval '30 seconds' AS is_abandoned
      FROM chat_message AS turn
      LEFT JOIN LATERAL (
        SELECT id, body, status, node_id FROM chat_message
        WHERE id = $2::uuid
        LIMIT 1
      ) AS answer ON true
      CROSS JOIN LATERAL (
        SELECT CASE WHEN answer.id IS NULL THEN turn.node_id ELSE answer.node_id END AS node_id
      ) AS taken
      WHERE turn.id = $1::uuid
      """;

  /**
   * This process ($3) takes the answer ($2) to a turn ($1) over, if nobody else has it, as {@link
   * #SEE_ANSWER} tells. Gives a row when it did: of two at the same moment, to one.
   */
  static final String CLAIM_ANSWER =
      """
      INSERT INTO chat_message AS answer
        (id, domain_id, room_id, visitor_id, turn_id, role, body, status, node_id)
      SELECT $2::uuid, domain_id, room_id, visitor_id, id, 'assistant', '', 'streaming', $3::integer
      FROM chat_message AS turn
      WHERE id = $1::uuid
        AND (node_id = $3::integer
             OR created_at < now() - interval '30 seconds'
             OR NOT EXISTS (SELECT 1 FROM node WHERE node.id = turn.node_id)
             OR EXISTS (SELECT 1 FROM chat_message AS begun WHERE begun.id = $2::uuid))
      ON CONFLICT (id) DO UPDATE
      SET body = excluded.body, status = excluded.status, node_id = excluded.node_id
      WHERE answer.status IN ('failed', 'interrupted')
         OR answer.status = 'streaming'
            AND (answer.node_id = $3::integer
                 OR NOT EXISTS (SELECT 1 FROM node WHERE node.id = answer.node_id))
      RETURNING id
      """;

  /** Tells every process that a turn's answer is to be stopped. */
  static final String NOTIFY_STOP = "SELECT pg_notify('parley_stop', $1::uuid::text)";

  /** Hears it. */
  static final String LISTEN_STOP = "LISTEN parley_stop";

  /**
   * Of the advisory locks of a database, which are nodes': together with a node's id, one key of
   * two. ("parl" in ASCII.)
   */
  private static final int NODE_LOCKS = 0x7061726c;

  static final String MAKE_NODE = "INSERT INTO node (oldest_open) VALUES ($1::uuid) RETURNING id";

  /** For as long as the connection lives. Sent in the transaction that makes the node's row. */
  static final String LOCK_NEW_NODE = "SELECT pg_advisory_lock(" + NODE_LOCKS + ", $1::integer)";

  /** After a lost connection; false while the lock is another session's. */
  static final String LOCK_NODE_AGAIN =
      "SELECT pg_try_advisory_lock(" + NODE_LOCKS + ", $1::integer) AS locked";

  static final String UNLOCK_NODE = "SELECT pg_advisory_unlock(" + NODE_LOCKS + ", $1::integer)";

  /** Also tells whether the node's row is still there. */
  static final String KEEP_NODE =
      "UPDATE node SET oldest_open = $2::uuid WHERE id = $1::integer RETURNING id";

  /** Unless answers of it go on: those are closed by whoever comes next. */
  static final String DELETE_NODE =
      """
      DELETE FROM node
      WHERE id = $1::integer
        AND NOT EXISTS (SELECT FROM chat_message WHERE node_id = $1::integer AND status = 'streaming')
      """;

  static final String OTHER_NODES = "SELECT id FROM node WHERE id <> $1::integer";

  /** The other nodes whose locks are free. Shared, so that those who look do not see each other. */
  static final String SUSPECT_NODES =
      """
      WITH others AS MATERIALIZED (SELECT id FROM node WHERE id <> $1::integer)
      SELECT id FROM others WHERE pg_try_advisory_xact_lock_shared(%d, id)
      """
          .formatted(NODE_LOCKS);

  /**
   * Closes what a dead node left: answers that it said, and turns that it took and that have no
   * answer, become interrupted. Does nothing while the node's lock is held: by the node itself,
   * which is back, or by somebody else who closes it. Done twice, it is done once.
   *
   * <p>An answer's id is its turn's with the last bit set.
   */
  static final String CLOSE_NODE =
      """
      WITH dead AS MATERIALIZED (
        SELECT id, oldest_open
        FROM (SELECT id, oldest_open FROM node WHERE id = $1::integer OFFSET 0) AS suspect
        WHERE pg_try_advisory_xact_lock(%d, id)
      ),
      broken_off AS (
        UPDATE chat_message
        SET status = 'interrupted'
        WHERE node_id = (SELECT id FROM dead) AND status = 'streaming'
        RETURNING id
      ),
      unanswered AS (
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT answer.id, domain_id, room_id, visitor_id, turn.id, 'assistant', '', 'interrupted'
        FROM chat_message AS turn
        CROSS JOIN LATERAL (
          SELECT encode(set_bit(uuid_send(turn.id), 120, 1), 'hex')::uuid AS id
        ) AS answer
        LEFT JOIN LATERAL (
          SELECT id FROM chat_message
          WHERE id = answer.id
          LIMIT 1
        ) AS said ON true
        WHERE turn.id >= (SELECT oldest_open FROM dead)
          AND node_id = (SELECT id FROM dead) AND role = 'user'
          AND said.id IS NULL
        ORDER BY turn.id
        ON CONFLICT (id) DO NOTHING
        RETURNING id
      ),
      gone AS (
        DELETE FROM node WHERE id = (SELECT id FROM dead)
        RETURNING id
      )
      SELECT EXISTS (SELECT FROM gone) AS is_closed,
             (SELECT count(*) FROM broken_off) + (SELECT count(*) FROM unanswered) AS answers
      """
          .formatted(NODE_LOCKS);

  /**
   * Stores answers that are over, once however often it is told, and over what was kept of them
   * while they grew. One that ended well is never written over; nor is one that another process
   * says by now, since it took this one for dead. (Whoever heard this one until its end then heard
   * a text that is stored nowhere.)
   *
   * @param node the number of the process's own parameter
   * @param first the number of the first of seven parameters
   */
  private static String storeAnswers(int node, int first) {
    return """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT DISTINCT ON (id)
               id, domain_id, room_id, visitor_id, turn_id, 'assistant', body, status
        FROM unnest($%d::uuid[], $%d::uuid[], $%d::uuid[], $%d::uuid[], $%d::uuid[], $%d::text[], $%d::text[])
          AS finished (id, domain_id, room_id, visitor_id, turn_id, body, status)
        ORDER BY id, status IN ('complete', 'stopped') DESC
        ON CONFLICT (id) DO UPDATE
        SET body = excluded.body, status = excluded.status
        WHERE chat_message.status NOT IN ('complete', 'stopped')
          AND (chat_message.status <> 'streaming' OR coalesce(chat_message.node_id = $%d::integer, true))
        """
        .formatted(
            IntStream.concat(IntStream.range(first, first + 7), IntStream.of(node))
                .boxed()
                .toArray());
  }

  private SqlQueries() {}
}
