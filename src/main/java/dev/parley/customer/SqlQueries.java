package dev.parley.customer;

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
   * <p>Rows are locked in sorted order: customers, visitors, rooms, each by key.
   *
   * <p>What is looked up by an id needs no tenant beside it: the id was found with its tenant, and
   * the foreign keys bind visitor, customer and room to one. Some forms are for the planner, whose
   * plan is kept while the tables grow from nothing: {@code LATERAL … LIMIT 1} and {@code id = ANY
   * (ARRAY(…))} leave it no way but look-ups by index, where a join could begin with the whole
   * table; {@code coalesce(…) IS NULL} keeps it from walking a partial index. The arrays are also
   * safe where a row changed under the update, and PostgreSQL evaluates its conditions again.
   */
  static final String STORE_BATCH =
      """
      WITH input AS MATERIALIZED (
        SELECT *
        FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::boolean[],
                    $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[]) WITH ORDINALITY
          AS turn (domain_id, secret_sha256, email, email_typed, stated,
                   visitor_id, customer_id, room_id, turn_id, body, ord)
      ),
      -- What is known of each turn. An address counts when it is the first one that this visitor
      -- gives, when he states it as his own, or when it is the one that he is known by anyway.
      seen AS MATERIALIZED (
        SELECT input.*,
               domain.id IS NOT NULL AS domain_known,
               visitor.id AS known_visitor,
               visitor.customer_id AS bound_to,
               customer.id AS known_customer,
               input.email IS NOT NULL
                 AND (visitor.customer_id IS NULL OR input.stated
                      OR visitor.customer_id IS NOT DISTINCT FROM customer.id) AS by_address
        FROM input
        LEFT JOIN domain ON domain.id = input.domain_id
        LEFT JOIN visitor ON visitor.domain_id = input.domain_id
                         AND visitor.secret_sha256 = input.secret_sha256
        LEFT JOIN customer ON customer.domain_id = input.domain_id
                          AND customer.email = input.email
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
               domain_known AND (NOT by_address OR made.customer IS NOT NULL) AS settled
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
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT turn_id, domain_id, room, visitor, turn_id, 'user', body, 'complete'
        FROM placed
        WHERE room IS NOT NULL
        ORDER BY turn_id
        ON CONFLICT (id) DO NOTHING
      ),
      answer AS (
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, domain_id, room_id, visitor_id, turn_id, 'assistant', body, status
        FROM unnest($11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[], $15::uuid[], $16::text[], $17::text[])
          AS finished (id, domain_id, room_id, visitor_id, turn_id, body, status)
        ORDER BY id
        ON CONFLICT (id) DO NOTHING
      )
      SELECT (ord - 1)::integer AS turn,
             domain_known,
             by_address,
             by_address AND customer IS NULL AS customer_raced,
             visitor,
             customer,
             anonymous_room,
             room
      FROM placed
      """;

  /** Finished answers alone, when no turn goes with them: much less for PostgreSQL to set up. */
  static final String STORE_ANSWERS =
      """
      INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
      SELECT id, domain_id, room_id, visitor_id, turn_id, 'assistant', body, status
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[])
        AS finished (id, domain_id, room_id, visitor_id, turn_id, body, status)
      ORDER BY id
      ON CONFLICT (id) DO NOTHING
      """;

  private SqlQueries() {}
}
