package dev.parley.customer;

/**
 * The SQL of this package, but for what stores turns and answers ({@link TurnQueries}). Always
 * against the primary, never a replica.
 *
 * <p>A statement that names no tenant looks up by an id that was found with its tenant, or is about
 * nodes, which serve all tenants.
 */
final class SqlQueries {

  /**
   * A turn by its id, if it is this visitor's; or, unless only his own are wanted ($3), if he is
   * verified and the turn is in his customer's room. The turn's own tenant says whose secret it is.
   */
  static final String FIND_TURN =
      """
      SELECT turn.id, turn.domain_id, turn.visitor_id, turn.room_id, turn.verified,
             reader.customer_id
      FROM chat_message AS turn
      CROSS JOIN LATERAL (
        SELECT id, customer_id, verified FROM visitor
        WHERE domain_id = turn.domain_id AND secret_sha256 = $2::bytea
        LIMIT 1
      ) AS reader
      LEFT JOIN LATERAL (
        SELECT customer_id, folded_into FROM chat_room
        WHERE id = turn.room_id
          AND reader.verified AND reader.id <> turn.visitor_id AND NOT $3::boolean
        LIMIT 1
      ) AS room ON true
      LEFT JOIN LATERAL (
        SELECT customer_id FROM chat_room
        WHERE id = room.folded_into
        LIMIT 1
      ) AS whole ON true
      WHERE turn.id = $1::uuid AND turn.role = 'user'
        AND (reader.id = turn.visitor_id
             OR coalesce(room.customer_id, whole.customer_id) = reader.customer_id)
      """;

  /**
   * A visitor's newest turn whose key begins so. Looks no further back than the newest 50 messages,
   * so that a long history costs nothing.
   */
  static final String FIND_LATEST_TURN =
      """
      SELECT turn.id, visitor.domain_id, visitor.id AS visitor_id, turn.room_id, turn.verified,
             visitor.customer_id
      FROM visitor
      CROSS JOIN LATERAL (
        SELECT id, room_id, message_key, verified
        FROM (
          SELECT id, room_id, message_key, verified FROM chat_message
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
   * What the visitor with that secret ($2) may read of what was said in a domain ($1) before a
   * message ($3), newest first, $4 messages at most: in his own visits; once he is verified, in his
   * customer's room and in those that were folded into it, whoever wrote it. An address that his
   * site vouches for ($5) counts instead of whom he is taken for. Long messages end the page early:
   * each row tells how many there were to choose from. No row when there is no such domain, or it
   * is off; one without a message when there is nothing.
   *
   * <p>Of each room the newest are read by index, then merged: so a long history costs nothing. Nor
   * do many rooms that were folded into his, as whoever types his address can make them: the newest
   * thousand count, with the room itself.
   */
  static final String HISTORY =
      """
      WITH RECURSIVE reader AS MATERIALIZED (
        SELECT visitor.id,
               CASE WHEN $5::text IS NULL THEN visitor.customer_id
                    ELSE coalesce(proven.merged_into, proven.id) END AS customer_id,
               $5::text IS NOT NULL OR coalesce(visitor.verified, false) AS verified
        FROM (VALUES ($1::uuid)) AS tenant (id)
        LEFT JOIN visitor ON visitor.domain_id = tenant.id AND visitor.secret_sha256 = $2::bytea
        LEFT JOIN customer AS proven ON proven.domain_id = tenant.id AND proven.email = $5::text
      ),
      part (id) AS (
        SELECT owned.id
        FROM reader
        CROSS JOIN LATERAL (
          SELECT id FROM chat_room
          WHERE customer_id = reader.customer_id AND closed_at IS NULL AND domain_id = $1::uuid
          LIMIT 1
        ) AS owned
        WHERE reader.verified
        UNION
        SELECT folded.id
        FROM part
        CROSS JOIN LATERAL (
          SELECT id FROM chat_room
          WHERE folded_into = part.id AND domain_id = $1::uuid
          ORDER BY id DESC
          LIMIT 1000
        ) AS folded
      ),
      readable AS (
        SELECT own.*
        FROM reader
        CROSS JOIN LATERAL (
          SELECT id, turn_id, role, body, status, created_at, verified, rating, sources FROM chat_message
          WHERE visitor_id = reader.id AND id < $3::uuid AND domain_id = $1::uuid
          ORDER BY id DESC
          LIMIT $4::integer
        ) AS own
        WHERE NOT reader.verified
        UNION ALL
        SELECT shared.*
        FROM part
        CROSS JOIN LATERAL (
          SELECT id, turn_id, role, body, status, created_at, verified, rating, sources FROM chat_message
          WHERE room_id = part.id AND id < $3::uuid AND domain_id = $1::uuid
          ORDER BY id DESC
          LIMIT $4::integer
        ) AS shared
      )
      SELECT page.*
      FROM domain
      LEFT JOIN LATERAL (
        SELECT *
        FROM (
          SELECT newest.*,
                 count(*) OVER () AS found,
                 sum(length(body)) OVER (ORDER BY id DESC) - length(body) AS ahead
          FROM (SELECT * FROM readable ORDER BY id DESC LIMIT $4::integer) AS newest
        ) AS measured
        WHERE ahead < 200000
      ) AS page ON true
      WHERE domain.id = $1::uuid AND domain.enabled
      ORDER BY page.id DESC
      """;

  /** From now on nobody has a code that was mailed for that secret ($2). */
  static final String FORGET_CODE =
      "DELETE FROM visitor_code WHERE domain_id = $1::uuid AND secret_sha256 = $2::bytea";

  /**
   * From now on nobody has the secret of the visitor who had that one ($2). After {@link
   * #FORGET_CODE}, and in a statement of its own: that one may have waited for a code that was
   * being used, which makes the visitor.
   */
  static final String RESET =
      """
      UPDATE visitor SET secret_sha256 = $3::bytea
      WHERE domain_id = $1::uuid AND secret_sha256 = $2::bytea
      """;

  /** A domain's secrets that are valid; no row when there is no such domain, or it is off. */
  static final String DOMAIN_SECRETS =
      """
      SELECT valid.secret
      FROM domain
      LEFT JOIN LATERAL (
        SELECT secret FROM domain_secret
        WHERE domain_id = domain.id AND (expires_at IS NULL OR expires_at > now())
        OFFSET 0
      ) AS valid ON true
      WHERE domain.id = $1::uuid AND domain.enabled
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
             answer.sources,
             coalesce(answer.attempt, 1) AS attempt,
             coalesce(taken.node_id = $3::integer, false) AS is_ours,
             NOT EXISTS (SELECT 1 FROM node WHERE node.id = taken.node_id)
               OR answer.id IS NULL AND turn.created_at < now() - interval '30 seconds' AS is_abandoned
      FROM chat_message AS turn
      LEFT JOIN LATERAL (
        SELECT id, body, status, sources, node_id, attempt FROM chat_message
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
   * #SEE_ANSWER} tells. Gives a row when it did: of two at the same moment, to one. It is another
   * attempt then, also when nothing is stored of the one before: somebody may have heard of it.
   */
  static final String CLAIM_ANSWER =
      """
      INSERT INTO chat_message AS answer
        (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified, node_id, attempt)
      SELECT $2::uuid, domain_id, room_id, visitor_id, id, 'assistant', '', 'streaming', verified, $3::integer, 2
      FROM chat_message AS turn
      WHERE id = $1::uuid
        AND (node_id = $3::integer
             OR created_at < now() - interval '30 seconds'
             OR NOT EXISTS (SELECT 1 FROM node WHERE node.id = turn.node_id)
             OR EXISTS (SELECT 1 FROM chat_message AS begun WHERE begun.id = $2::uuid))
      FOR KEY SHARE OF turn
      ON CONFLICT (id) DO UPDATE
      SET body = excluded.body, status = excluded.status, node_id = excluded.node_id,
          attempt = answer.attempt + 1
      WHERE answer.status IN ('failed', 'interrupted')
         OR answer.status = 'streaming'
            AND (answer.node_id = $3::integer
                 OR NOT EXISTS (SELECT 1 FROM node WHERE node.id = answer.node_id))
      RETURNING attempt
      """;

  /**
   * Keeps what a visitor ($2) thinks ($3) of an answer ($1), if it ended well, and is his or, as
   * {@link #FIND_TURN} has it, of his customer's room. The tenant is the answer's own.
   */
  static final String RATE_ANSWER =
      """
      UPDATE chat_message AS answer SET rating = $3::text
      WHERE answer.id = $1::uuid
        AND answer.role = 'assistant'
        AND answer.status IN ('complete', 'stopped')
        AND (
          SELECT reader.id = answer.visitor_id
                 OR reader.verified AND reader.customer_id = (
                   SELECT coalesce(room.customer_id, whole.customer_id)
                   FROM chat_room AS room
                   LEFT JOIN LATERAL (
                     SELECT customer_id FROM chat_room
                     WHERE id = room.folded_into
                     LIMIT 1
                   ) AS whole ON true
                   WHERE room.id = answer.room_id
                   LIMIT 1
                 )
          FROM visitor AS reader
          WHERE reader.domain_id = answer.domain_id AND reader.secret_sha256 = $2::bytea
          LIMIT 1
        )
      """;

  /**
   * Gives the turns of these ids ($1) that are stored and have no answer one that is interrupted;
   * an answer that a retry has begun is left alone. Gives the ids of those that are stored.
   *
   * <p>An answer's id is its turn's with the last bit set.
   */
  static final String CLOSE_DOUBTFUL =
      """
      WITH stored AS MATERIALIZED (
        SELECT turn.*
        FROM unnest($1::uuid[]) AS doubtful (id)
        CROSS JOIN LATERAL (
          SELECT id, domain_id, room_id, visitor_id, verified FROM chat_message
          WHERE id = doubtful.id
          LIMIT 1
          FOR KEY SHARE
        ) AS turn
      ),
      closed AS (
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified)
        SELECT encode(set_bit(uuid_send(id), 120, 1), 'hex')::uuid, domain_id, room_id, visitor_id, id,
               'assistant', '', 'interrupted', verified
        FROM stored
        ORDER BY id
        ON CONFLICT (id) DO NOTHING
        RETURNING id, domain_id, status
      ),
      told AS (
        %s
      )
      SELECT id FROM stored
      """
          .formatted(Outbox.tell("ARRAY(SELECT domain_id FROM closed)", Outbox.answers("closed")));

  /** The tenants that have a webhook that is on. */
  static final String TOLD_DOMAINS = "SELECT DISTINCT domain_id FROM webhook WHERE enabled";

  /** The tenants that are off. */
  static final String DOMAINS_OFF = "SELECT id FROM domain WHERE NOT enabled";

  /**
   * Tells every process that a turn's ($1) answer ($2) is to be stopped. One that broke off before
   * is stopped where it is: nobody asks for it afresh. It is another attempt then: somebody may
   * have heard more of it than outlived a crash, and whoever says it still, since he was taken for
   * dead, must not be told that all of it is kept.
   */
  static final String STOP_ANSWER =
      """
      WITH broken_off AS (
        UPDATE chat_message SET status = 'stopped', attempt = attempt + 1
        WHERE id = $2::uuid AND status IN ('failed', 'interrupted')
        RETURNING id, domain_id, status
      ),
      told AS (
        %s
      )
      SELECT pg_notify('parley_stop', $1::uuid::text)
      """
          .formatted(
              Outbox.tell("ARRAY(SELECT domain_id FROM broken_off)", Outbox.answers("broken_off")));

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

  /** Changes nothing; that it was committed is what is asked. */
  static final String TOUCH_NODE =
      "UPDATE node SET oldest_open = oldest_open WHERE id = $1::integer RETURNING id";

  static final String IS_THERE = "SELECT 1";

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
      SELECT id FROM others WHERE pg_try_advisory_xact_lock_shared(%s, id)
      """
          .formatted(NODE_LOCKS);

  /**
   * Closes what a dead node left: answers that it said, and turns that it took and that have no
   * answer, become interrupted. Does nothing while the node's lock is held: by the node itself,
   * which is back, or by somebody else who closes it. Done twice, it is done once.
   *
   * <p>A process that was taken for dead writes its former id until it knows. When it dies after
   * all, what it wrote so is closed as well, from its oldest open turn on. What a living one takes
   * over meanwhile is left alone: only what is still of a node that was seen to be gone is closed,
   * since of nodes that are made meanwhile nothing is seen.
   *
   * <p>An answer's id is its turn's with the last bit set.
   */
  static final String CLOSE_NODE =
      """
      WITH dead AS MATERIALIZED (
        SELECT id, oldest_open
        FROM (SELECT id, oldest_open FROM node WHERE id = $1::integer OFFSET 0) AS suspect
        WHERE pg_try_advisory_xact_lock(%s, id)
      ),
      broken_off AS (
        UPDATE chat_message
        SET status = 'interrupted'
        WHERE node_id = (SELECT id FROM dead) AND status = 'streaming'
        RETURNING id, domain_id, status
      ),
      open AS MATERIALIZED (
        SELECT turn.id, domain_id, room_id, visitor_id, verified, answer.id AS answer,
               said.id AS said, said.node_id AS said_by
        FROM chat_message AS turn
        CROSS JOIN LATERAL (
          SELECT encode(set_bit(uuid_send(turn.id), 120, 1), 'hex')::uuid AS id
        ) AS answer
        LEFT JOIN LATERAL (
          SELECT id, status, node_id FROM chat_message
          WHERE id = answer.id
          LIMIT 1
        ) AS said ON true
        WHERE turn.id >= (SELECT oldest_open FROM dead) AND role = 'user'
          AND (turn.node_id = (SELECT id FROM dead) OR turn.node_id <> ALL (ARRAY(SELECT id FROM node)))
          AND (said.id IS NULL
               OR said.status = 'streaming' AND said.node_id <> ALL (ARRAY(SELECT id FROM node)))
        FOR KEY SHARE OF turn
      ),
      left_over AS (
        UPDATE chat_message
        SET status = 'interrupted'
        WHERE id = ANY (ARRAY(SELECT said FROM open))
          AND node_id = ANY (ARRAY(SELECT said_by FROM open))
          AND status NOT IN ('complete', 'stopped', 'failed', 'interrupted')
        RETURNING id, domain_id, status
      ),
      unanswered AS (
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified)
        SELECT answer, domain_id, room_id, visitor_id, id, 'assistant', '', 'interrupted', verified
        FROM open
        WHERE said IS NULL
        ORDER BY id
        ON CONFLICT (id) DO NOTHING
        RETURNING id, domain_id, status
      ),
      told AS (
        %s
      ),
      gone AS (
        DELETE FROM node WHERE id = (SELECT id FROM dead)
        RETURNING id
      )
      SELECT EXISTS (SELECT FROM gone) AS is_closed,
             (SELECT count(*) FROM broken_off) + (SELECT count(*) FROM left_over)
             + (SELECT count(*) FROM unanswered) AS answers
      """
          .formatted(
              NODE_LOCKS,
              Outbox.tell(
                  """
                  ARRAY(SELECT domain_id FROM broken_off UNION ALL SELECT domain_id FROM left_over
                        UNION ALL SELECT domain_id FROM unanswered)
                  """
                      .strip(),
                  Outbox.answers("broken_off"),
                  Outbox.answers("left_over"),
                  Outbox.answers("unanswered")));

  private SqlQueries() {}
}
