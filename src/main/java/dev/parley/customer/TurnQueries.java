package dev.parley.customer;

import java.util.stream.IntStream;

/** The SQL that stores turns and answers. Always against the primary, never a replica. */
final class TurnQueries {

  /** Gives the answers that are over by this statement, and were not before. */
  private static final String OVER = "RETURNING id, domain_id, status";

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
   * <p>A turn that its site vouches for ({@code proven}) bears the proof's address instead of what
   * its message says, as one that is stated. The visitor is verified from then on, for as long as
   * he is bound so; and each message says whether he was when he wrote it.
   *
   * <p>An address may lead to another customer than the one whose it was, into whom that one was
   * merged: {@code leads_to}, which costs nothing, for it is in the same row.
   *
   * <p>Rows are locked in sorted order: customers, visitors, rooms, each by key; then messages, by
   * visitor, since two copies of one turn have different ids.
   *
   * <p>What its domain's webhooks are to be told stands in the outbox by the same commit ({@link
   * Outbox}).
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
      storeBatch(
          Outbox.tell(
              "$1::uuid[] || $15::uuid[]",
              Outbox.customers("made_customer"),
              Outbox.messages("question"),
              Outbox.answers("answer")));

  /** The same for domains without a webhook. */
  static final String STORE_BATCH_QUIETLY = storeBatch(Outbox.NOTHING);

  /**
   * A code ($1) was right: its visitor is verified as its address, as by a turn that his site
   * vouches for, in the same steps and so by the same rules; there is no message. Ids ($2 to $5)
   * are made before: visitor, customer, room, and the proof's own, by which the statement knows
   * itself when it is sent again, after a lost race or a lost reply. They come as arrays of one,
   * for the planner: of what may be more than one row it looks each up by index, as in a batch.
   *
   * <p>Gives no row when another proof has used the code, or a new code has taken its place; of
   * several at the same moment the code's row lets one pass. The code is locked before everything
   * else.
   */
  static final String PROVE_ADDRESS =
      """
      WITH used AS (
        UPDATE visitor_code
        SET used_at = coalesce(used_at, now()), used_by = ($5::uuid[])[1]
        WHERE id = $1::uuid AND coalesce(used_by = ($5::uuid[])[1], true)
        RETURNING domain_id, secret_sha256, email, email_typed
      ),
      input AS MATERIALIZED (
        SELECT used.*, proof.*, true AS stated,
               null::text AS body, null::text AS message_key, true AS proven, 1 AS ord
        FROM used
        CROSS JOIN unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
          AS proof (visitor_id, customer_id, room_id, turn_id)
      ),
      """
          + RecognitionSteps.RECOGNISE
          + """
      ,
      told AS (
        %s
      )
      SELECT domain_id,
             email,
             by_address AND customer IS NULL AS customer_raced,
             customer,
             anonymous_room,
             room
      FROM placed
      """
              .formatted(
                  Outbox.tell(
                      "ARRAY(SELECT domain_id FROM used)", Outbox.customers("made_customer")));

  /**
   * A batch of turns of which it is expected that nothing but their messages is new, and of
   * finished answers: what {@link #STORE_BATCH} does, for those for whom there is nothing to make,
   * to bind or to fold, in a quarter of its steps, each of which costs even when it has nothing to
   * do.
   *
   * <p>A turn that turns out to be another one, whether its visitor, his address, his room or his
   * key, comes back without a room and untouched, and is sent by {@link #STORE_BATCH}. The same
   * rules hold for the parameters.
   */
  static final String STORE_KNOWN =
      storeKnown(
          Outbox.tell(
              "$1::uuid[] || $11::uuid[]", Outbox.messages("question"), Outbox.answers("answer")));

  /** The same for domains without a webhook. */
  static final String STORE_KNOWN_QUIETLY = storeKnown(Outbox.NOTHING);

  /** Finished answers alone, when no turn goes with them: much less for PostgreSQL to set up. */
  static final String STORE_ANSWERS =
      """
      WITH answer AS (
        %s
      )
      %s
      """
          .formatted(
              storeAnswers(1, 2) + OVER, Outbox.tell("$3::uuid[]", Outbox.answers("answer")));

  /** The same for domains without a webhook. */
  static final String STORE_ANSWERS_QUIETLY = storeAnswers(1, 2);

  /**
   * Answers that go on, as far as they are said. One that is over, that another process says, or of
   * which there is another attempt by now, is left alone, and one whose question is gone is not
   * kept.
   *
   * <p>The process's ids ($8) are the one that it has and those that it had: what it wrote before
   * it knew that it had been taken for dead bears one of these.
   */
  static final String STORE_GROWING =
      """
      INSERT INTO chat_message
        (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified, attempt, node_id)
      SELECT growing.id, domain_id, room_id, visitor_id, turn_id, 'assistant', body, 'streaming', verified, attempt,
             ($8::integer[])[1]
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::boolean[], $7::text[], $9::integer[])
        AS growing (id, domain_id, room_id, visitor_id, turn_id, verified, body, attempt)
      CROSS JOIN LATERAL (
        SELECT id FROM chat_message WHERE id = growing.turn_id LIMIT 1 FOR KEY SHARE
      ) AS question
      ORDER BY growing.id
      ON CONFLICT (id) DO UPDATE
      SET body = excluded.body, node_id = excluded.node_id
      WHERE chat_message.status = 'streaming'
        AND chat_message.attempt = excluded.attempt
        AND chat_message.node_id = ANY ($8::integer[])
      """;

  private static String storeBatch(String tell) {
    return RecognitionSteps.TURNS
        + RecognitionSteps.RECOGNISE
        + """
      ,
      question AS (
        %s
      ),
      answer AS (
        %s
      ),
      told AS (
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
             stored_verified,
             same_message,
             verified
      FROM placed
      """
            .formatted(storeQuestions("placed", 13), storeAnswers(13, 14) + OVER, tell);
  }

  private static String storeKnown(String tell) {
    return """
      WITH seen AS MATERIALIZED (
        SELECT turn.*,
               visitor.id AS visitor,
               visitor.customer_id AS customer,
               visitor.verified,
               coalesce(leads_to.id = visitor.customer_id, false) AS by_address,
               CASE WHEN earlier.id IS NOT NULL THEN NULL
                    WHEN turn.proven
                         AND (visitor.verified AND leads_to.id = visitor.customer_id) IS NOT TRUE THEN NULL
                    WHEN visitor.customer_id IS NULL
                      THEN CASE WHEN turn.email IS NULL THEN anonymous.id END
                    WHEN anonymous.id IS NULL AND (NOT turn.stated OR leads_to.id = visitor.customer_id)
                      THEN owned.id
               END AS room
        FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::boolean[], $5::uuid[], $6::text[],
                    $7::text[], $8::boolean[]) WITH ORDINALITY
          AS turn (domain_id, secret_sha256, email, stated, turn_id, body, message_key, proven, ord)
        LEFT JOIN visitor ON visitor.domain_id = turn.domain_id
                         AND visitor.secret_sha256 = turn.secret_sha256
        LEFT JOIN customer ON customer.domain_id = turn.domain_id
                          AND customer.email = turn.email
        CROSS JOIN LATERAL (SELECT coalesce(customer.merged_into, customer.id) AS id) AS leads_to
        %s
        LEFT JOIN LATERAL (
          SELECT id FROM chat_message
          WHERE uuid_send(visitor_id) = uuid_send(visitor.id) AND message_key = turn.message_key
          LIMIT 1
        ) AS earlier ON true
      ),
      question AS (
        %s
      ),
      answer AS (
        %s
      ),
      told AS (
        %s
      )
      SELECT (ord - 1)::integer AS turn,
             visitor,
             customer,
             by_address AND NOT proven AS by_address, -- what is proven each time is no news
             verified,
             CASE WHEN message_key IS NULL OR turn_id IN (SELECT id FROM question) THEN room END AS room
      FROM seen
      """
        .formatted(
            RecognitionSteps.openRooms("visitor.customer_id", "visitor.id"),
            storeQuestions("seen", 9),
            storeAnswers(9, 10) + OVER,
            tell);
  }

  /**
   * Stores the message of each turn that has a room.
   *
   * @param turns the step that says which
   * @param node the number of the parameter for the process's ids: the one that it has, and those
   *     that it had
   */
  private static String storeQuestions(String turns, int node) {
    return """
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified, message_key, node_id)
        SELECT turn_id, domain_id, room, visitor, turn_id, 'user', body, 'complete', verified, message_key, ($%s::integer[])[1]
        FROM %s
        WHERE room IS NOT NULL
        ORDER BY visitor
        ON CONFLICT DO NOTHING
        RETURNING id, domain_id
        """
        .formatted(node, turns);
  }

  /**
   * Stores answers that are over, once however often it is told, and over what was kept of them
   * while they grew. One that ended well is never written over; nor is one that another process
   * says by now, or has said, since it took this one for dead, nor a later attempt: its status
   * would be null, which is refused, so that nobody is told that he heard what is stored. So is one
   * whose question is gone, and whoever deletes a question waits for who stores its answer.
   *
   * @param node the number of the parameter for the process's ids: the one that it has, and those
   *     that it had
   * @param first the number of the first of ten parameters
   */
  private static String storeAnswers(int node, int first) {
    return """
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, verified, sources, attempt)
        SELECT DISTINCT ON (finished.id)
               finished.id, domain_id, room_id, visitor_id, turn_id, 'assistant', body,
               CASE WHEN question.id IS NOT NULL THEN status END, verified, sources::jsonb, attempt
        FROM unnest($%s::uuid[], $%s::uuid[], $%s::uuid[], $%s::uuid[], $%s::uuid[], $%s::boolean[],
                    $%s::text[], $%s::text[], $%s::text[], $%s::integer[])
          AS finished (id, domain_id, room_id, visitor_id, turn_id, verified, body, status, sources, attempt)
        LEFT JOIN LATERAL (
          SELECT id FROM chat_message WHERE id = finished.turn_id LIMIT 1 FOR KEY SHARE
        ) AS question ON true
        ORDER BY finished.id, attempt DESC, status IN ('complete', 'stopped') DESC
        ON CONFLICT (id) DO UPDATE
        SET body = excluded.body, sources = excluded.sources, attempt = excluded.attempt,
            status = CASE WHEN chat_message.attempt <= excluded.attempt
                               AND (chat_message.status IN ('failed', 'interrupted')
                                    OR coalesce(chat_message.node_id = ANY ($%s::integer[]), true))
                          THEN excluded.status END
        WHERE chat_message.status NOT IN ('complete', 'stopped')
           OR chat_message.attempt > excluded.attempt
           OR NOT coalesce(chat_message.node_id = ANY ($%s::integer[]), true)
        """
        .formatted(
            IntStream.concat(IntStream.range(first, first + 10), IntStream.of(node, node))
                .boxed()
                .toArray());
  }

  private TurnQueries() {}
}
