package dev.parley.webhook;

/** The SQL of this package. */
final class WebhookQueries {

  private static final String WEBHOOK =
      " id, domain_id, url, events, enabled, disabled_because, created_at ";

  private static final String DELIVERY =
      """
       id, webhook_id, domain_id, event_type, subject, state, attempts, created_at,
       CASE WHEN state = 'pending' THEN next_attempt_at END AS next_attempt_at,
       delivered_at, last_status, last_error
      """;

  /**
   * Until the end nobody else adds a webhook to the tenant; no row when there is no such tenant.
   */
  static final String LOCK_DOMAIN =
      "SELECT id FROM domain WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE";

  /**
   * How many the tenant has. A statement of its own: that of the lock does not see what was added
   * while it waited.
   */
  static final String COUNT =
      "SELECT count(*)::integer AS webhooks FROM webhook WHERE domain_id = $1";

  static final String CREATE =
      "INSERT INTO webhook (id, domain_id, url, events, secret) VALUES ($1, $2, $3, $4, $5)"
          + " RETURNING"
          + WEBHOOK;

  static final String DOMAIN = "SELECT id FROM domain WHERE id = $1 AND deleted_at IS NULL";

  static final String LIST =
      "SELECT"
          + WEBHOOK
          + """
          FROM webhook
          WHERE domain_id = $1 AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id
          LIMIT $3
          """;

  static final String SHOW = "SELECT" + WEBHOOK + "FROM webhook WHERE domain_id = $1 AND id = $2";

  /** What is null stays as it is. Who switches it on again knows why it was off. */
  static final String CHANGE =
      """
      UPDATE webhook
      SET url = coalesce($3::text, url),
          events = coalesce($4::text[], events),
          enabled = coalesce($5::boolean, enabled),
          disabled_because = CASE WHEN $5::boolean IS NULL THEN disabled_because END
      WHERE domain_id = $1 AND id = $2
      RETURNING
      """
          + WEBHOOK;

  static final String REMOVE = "DELETE FROM webhook WHERE domain_id = $1 AND id = $2 RETURNING id";

  /** At most $2 of the deliveries of a webhook that is gone, but for those that are in use now. */
  static final String REMOVE_DELIVERIES =
      """
      DELETE FROM webhook_delivery
      WHERE id IN (
        SELECT id FROM webhook_delivery
        WHERE webhook_id = $1
        ORDER BY state, id
        LIMIT $2
        FOR UPDATE SKIP LOCKED)
      """;

  static final String ROTATE =
      """
      UPDATE webhook
      SET secret = $3, previous_secret = secret,
          previous_expires_at = now() + make_interval(hours => $4)
      WHERE domain_id = $1 AND id = $2
      RETURNING
      """
          + WEBHOOK;

  /** An event that nothing happened for, and so one without a subject. */
  static final String PING =
      """
      INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
      SELECT domain_id, id, $3, gen_random_uuid() FROM webhook WHERE domain_id = $1 AND id = $2
      RETURNING
      """
          + DELIVERY;

  /** Those in the states $3, before $4, newest first: each state by its own part of the index. */
  static final String DELIVERIES =
      """
      SELECT delivery.*
      FROM webhook
      CROSS JOIN unnest($3::text[]) AS wanted (state)
      CROSS JOIN LATERAL (
        SELECT
      """
          + DELIVERY
          + """
            FROM webhook_delivery
            WHERE webhook_id = webhook.id AND state = wanted.state AND ($4::uuid IS NULL OR id < $4)
            ORDER BY id DESC
            LIMIT $5
          ) AS delivery
          WHERE webhook.domain_id = $1 AND webhook.id = $2
          ORDER BY delivery.id DESC
          LIMIT $5
          """;

  static final String SHOW_DELIVERY =
      "SELECT"
          + DELIVERY
          + "FROM webhook_delivery WHERE domain_id = $1 AND webhook_id = $2 AND id = $3";

  static final String REPEAT =
      """
      UPDATE webhook_delivery
      SET state = 'pending', attempts = 0, next_attempt_at = now(), delivered_at = NULL,
          remove_at = now() + interval '30 days'
      WHERE domain_id = $1 AND webhook_id = $2 AND id = $3
      RETURNING
      """
          + DELIVERY;

  /** The tenants that have a webhook that is on. */
  static final String TOLD_DOMAINS = "SELECT DISTINCT domain_id FROM webhook WHERE enabled";

  /** What is due to each of the webhooks in {@code free}. */
  private static final String DUE =
      """
      SELECT delivery.id
      FROM free
      CROSS JOIN LATERAL (
        SELECT id FROM webhook_delivery
        WHERE webhook_id = free.id AND state = 'pending' AND next_attempt_at <= now()
        ORDER BY next_attempt_at
        LIMIT greatest(free.places, 0)
        FOR UPDATE SKIP LOCKED
      ) AS delivery
      """;

  /** From so many on, to find out for whom something waits costs more than to look at all. */
  private static final int MOST_WAITING = 500;

  /**
   * Claims what is due, and gives it with all that it is made of: of each webhook at most $3 less
   * what is being sent to it already ($1, $2), and $4 in all. Of those that are slow ($6) at most
   * $7 together, and only what the others leave. What a domain that is off has to tell waits. For
   * as many milliseconds as $5 says nobody else claims it.
   *
   * <p>To whom the least is being sent, he comes first; of several it is left to chance, so that
   * none is always the last.
   *
   * <p>Only webhooks for which something waits are looked at: the index is read from one of them to
   * the next, so that thousands for whom nothing does cost nothing. Where very many wait, as after
   * an outage, a look at all of them is quicker.
   */
  static final String CLAIM =
      """
      WITH RECURSIVE waiting (id, place) AS (
        (SELECT webhook_id, 1 FROM webhook_delivery
         WHERE state = 'pending' ORDER BY webhook_id LIMIT 1)
        UNION ALL
        SELECT next.id, waiting.place + 1
        FROM waiting
        CROSS JOIN LATERAL (
          SELECT webhook_id AS id FROM webhook_delivery
          WHERE state = 'pending' AND webhook_id > waiting.id
          ORDER BY webhook_id
          LIMIT 1
        ) AS next
        WHERE waiting.place < %2$d
      ),
      candidate AS (
        SELECT webhook.id
        FROM waiting
        CROSS JOIN LATERAL (
          SELECT webhook.id
          FROM webhook
          JOIN domain ON domain.id = webhook.domain_id
          WHERE webhook.id = waiting.id AND webhook.enabled AND domain.enabled
          LIMIT 1
        ) AS webhook
        WHERE (SELECT count(*) FROM waiting) < %2$d
        UNION ALL
        SELECT webhook.id
        FROM webhook
        JOIN domain ON domain.id = webhook.domain_id
        WHERE webhook.enabled AND domain.enabled AND (SELECT count(*) FROM waiting) >= %2$d
      ),
      free AS MATERIALIZED (
        SELECT webhook.id, slow.id IS NOT NULL AS is_slow,
               $3::integer - coalesce(busy.deliveries, 0) AS places
        FROM candidate AS webhook
        LEFT JOIN unnest($1::uuid[], $2::integer[]) AS busy (id, deliveries) ON busy.id = webhook.id
        LEFT JOIN unnest($6::uuid[]) AS slow (id) ON slow.id = webhook.id
        ORDER BY coalesce(busy.deliveries, 0), random()
      ),
      due AS MATERIALIZED (
        %1$s
        WHERE NOT is_slow
        LIMIT $4::integer
      ),
      due_to_the_slow AS MATERIALIZED (
        %1$s
        WHERE is_slow
        LIMIT least($7::integer, $4::integer - (SELECT count(*) FROM due))
      ),
      claimed AS (
        UPDATE webhook_delivery
        SET attempts = attempts + 1, next_attempt_at = now() + $5::integer * interval '1 millisecond'
        WHERE id = ANY (ARRAY(SELECT id FROM due UNION ALL SELECT id FROM due_to_the_slow))
        RETURNING *
      )
      SELECT claimed.id, claimed.webhook_id, claimed.domain_id, claimed.event_type,
             claimed.outcome, claimed.attempts, claimed.next_attempt_at AS lease,
             claimed.created_at AS happened_at,
             webhook.url, webhook.secret,
             CASE WHEN webhook.previous_expires_at > now() THEN webhook.previous_secret END
               AS previous_secret,
             customer.id AS customer_id, customer.email, customer.created_at AS customer_since,
             message.id AS message_id, message.turn_id, message.role, message.body,
             message.status, message.verified, message.sources, message.created_at,
             coalesce(room.folded_into, room.id) AS room_id
      FROM claimed
      JOIN webhook ON webhook.id = claimed.webhook_id
      LEFT JOIN chat_message AS message
        ON message.id = claimed.subject AND message.domain_id = claimed.domain_id
      LEFT JOIN chat_room AS room ON room.id = message.room_id
      LEFT JOIN chat_room AS whole ON whole.id = room.folded_into
      LEFT JOIN customer
        ON customer.domain_id = claimed.domain_id
       AND customer.id = CASE WHEN message.id IS NULL THEN claimed.subject
                              ELSE coalesce(room.customer_id, whole.customer_id) END
      """
          .formatted(DUE, MOST_WAITING);

  /**
   * Writes down what became of attempts, one a row. What succeeded has succeeded, even when its
   * lease had ended; what failed counts only while it has that lease: no other attempt was begun,
   * and nobody had it begin anew. ($6: in milliseconds.) What would be removed before its next
   * attempt has failed: its owner sees it, and may repeat it.
   */
  static final String SETTLE =
      """
      UPDATE webhook_delivery AS delivery
      SET state = CASE WHEN result.state = 'pending' AND next_at >= remove_at THEN 'failed'
                       ELSE result.state END,
          last_status = result.status,
          last_error = result.error,
          next_attempt_at = next_at,
          delivered_at = CASE WHEN result.state = 'delivered' THEN now() END,
          remove_at = CASE WHEN result.state = 'pending' AND next_at < remove_at THEN remove_at
                           WHEN result.state = 'delivered' THEN now() + interval '7 days'
                           ELSE now() + interval '30 days' END
      FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::integer[], $5::text[], $6::bigint[])
        AS result (id, lease, state, status, error, pause)
      CROSS JOIN LATERAL (SELECT now() + result.pause * interval '1 millisecond' AS next_at) AS next
      WHERE delivery.id = result.id AND delivery.state = 'pending'
        AND (result.state = 'delivered' OR delivery.next_attempt_at = result.lease)
      """;

  /** Its receiver does not want it any more; unless it was given another URL meanwhile. */
  static final String DISABLE =
      """
      UPDATE webhook SET enabled = false, disabled_because = $3
      WHERE id = $1 AND url = $2 AND enabled
      """;

  /** At most $1 of what is over, or of what nobody sends any more. */
  static final String CLEAN =
      """
      DELETE FROM webhook_delivery
      WHERE id IN (
        SELECT id FROM webhook_delivery
        WHERE remove_at < now()
        ORDER BY remove_at
        LIMIT $1
        FOR UPDATE SKIP LOCKED)
      """;

  private WebhookQueries() {}
}
