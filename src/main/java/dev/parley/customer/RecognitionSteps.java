package dev.parley.customer;

/**
 * The steps of a statement that tell who visitors are from now on, and which rooms are theirs; for
 * turns, and for what else binds a visitor to a customer. How they work, and why so, is said at
 * {@link TurnQueries#STORE_BATCH}.
 */
final class RecognitionSteps {

  /** The turns of a batch, as {@link #RECOGNISE} takes them. */
  static final String TURNS =
      """
      WITH input AS MATERIALIZED (
        SELECT *
        FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::boolean[],
                    $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[],
                    $11::text[], $12::boolean[]) WITH ORDINALITY
          AS turn (domain_id, secret_sha256, email, email_typed, stated,
                   visitor_id, customer_id, room_id, turn_id, body, message_key, proven, ord)
      ),
      """;

  /** Goes on after {@code input}; {@code placed} has the end of it. Without a comma after it. */
  static final String RECOGNISE =
      """
      -- What is known of each turn. An address counts when it is the first one that this visitor
      -- gives, when he states it as his own, or when it is the one that he is known by anyway; in a
      -- repeated turn, only then.
      seen AS MATERIALIZED (
        SELECT input.*,
               coalesce(domain.enabled, false) AS domain_known,
               visitor.id AS known_visitor,
               visitor.xmin AS version,
               visitor.customer_id AS bound_to,
               visitor.verified AS was_verified,
               leads_to.id AS known_customer,
               earlier.id AS stored_turn,
               earlier.room_id AS stored_room,
               earlier.verified AS stored_verified,
               earlier.body = input.body AS same_message,
               earlier.id <> input.turn_id AS repeated,
               input.email IS NOT NULL
                 AND (coalesce(visitor.customer_id = leads_to.id, false)
                      OR coalesce(earlier.id = input.turn_id, true)
                         AND (visitor.customer_id IS NULL OR input.stated)) AS by_address
        FROM input
        LEFT JOIN domain ON domain.id = input.domain_id
        LEFT JOIN visitor ON visitor.domain_id = input.domain_id
                         AND visitor.secret_sha256 = input.secret_sha256
        LEFT JOIN customer ON customer.domain_id = input.domain_id
                          AND customer.email = input.email
        CROSS JOIN LATERAL (SELECT coalesce(customer.merged_into, customer.id) AS id) AS leads_to
        LEFT JOIN LATERAL (
          SELECT id, room_id, body, verified FROM chat_message
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
        RETURNING id, domain_id
      ),
      -- Whom each turn's visitor is taken for from now on; a customer who raced away is missing.
      recognised AS MATERIALIZED (
        SELECT seen.*,
               made.customer,
               -- A proof makes verified; what is merely typed leaves only the same binding so.
               by_address AND proven
                 OR coalesce(made.customer = bound_to AND was_verified, false) AS verified,
               fresh.is_new AS customer_is_new,
               known_visitor IS NOT NULL AND made.customer IS NULL AND (%s) IS NULL AS begins_anew,
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
        INSERT INTO visitor (id, domain_id, secret_sha256, customer_id, verified)
        SELECT visitor_id, domain_id, secret_sha256, customer, verified
        FROM recognised
        WHERE settled AND known_visitor IS NULL
        ORDER BY domain_id, secret_sha256
        ON CONFLICT (domain_id, secret_sha256) DO NOTHING
        RETURNING id
      ),
      to_bind AS MATERIALIZED (
        SELECT known_visitor AS id, version, customer, verified
        FROM recognised
        WHERE settled AND known_visitor IS NOT NULL
          AND (customer IS DISTINCT FROM bound_to OR verified <> was_verified OR begins_anew)
        ORDER BY known_visitor
      ),
      -- Compare and set: a visitor who was bound elsewhere meanwhile, or for whom a room was made, is
      -- left alone, and seen again. So his row is written, too, when a room is made for him who is
      -- there and has none.
      bound_visitor AS (
        UPDATE visitor
        SET customer_id = (ARRAY(SELECT customer FROM to_bind))[array_position(ARRAY(SELECT id FROM to_bind), id)],
            verified = (ARRAY(SELECT verified FROM to_bind))[array_position(ARRAY(SELECT id FROM to_bind), id)]
        WHERE id = ANY (ARRAY(SELECT id FROM to_bind))
          AND xmin = (ARRAY(SELECT version FROM to_bind))[array_position(ARRAY(SELECT id FROM to_bind), id)]
        RETURNING id
      ),
      present AS MATERIALIZED (
        SELECT recognised.*,
               CASE WHEN NOT settled THEN NULL
                    WHEN known_visitor IS NULL
                      THEN CASE WHEN visitor_id IN (SELECT id FROM made_visitor) THEN visitor_id END
                    WHEN customer IS DISTINCT FROM bound_to OR verified <> was_verified OR begins_anew
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
        %s
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
      )
      """
          .formatted(
              anonymousRoom("known_visitor"),
              openRooms("present.customer", "present.known_visitor"));

  private RecognitionSteps() {}

  /**
   * Joins the open rooms that are there: {@code owned}, the customer's, and {@code anonymous}, the
   * visitor's while he is nobody's.
   *
   * @param customer the column that says whose
   * @param visitor the column that says whose
   */
  static String openRooms(String customer, String visitor) {
    return """
        LEFT JOIN LATERAL (
          SELECT id FROM chat_room
          WHERE customer_id = %s AND closed_at IS NULL
          LIMIT 1
        ) AS owned ON true
        LEFT JOIN LATERAL (%s) AS anonymous ON true
        """
        .formatted(customer, anonymousRoom(visitor));
  }

  /** The visitor's open room that is nobody else's. */
  private static String anonymousRoom(String visitor) {
    return """
        SELECT id FROM chat_room
        WHERE visitor_id = %s
          AND customer_id IS NULL AND folded_into IS NULL AND closed_at IS NULL
        LIMIT 1\
        """
        .formatted(visitor);
  }
}
