package dev.parley.customer;

/**
 * The SQL of codes by mail, but for what a right one does ({@link TurnQueries#PROVE_ADDRESS}).
 * Always against the primary, never a replica.
 */
final class CodeQueries {

  /**
   * A visitor ($2) of a domain ($1) is given a code ($5, its hash is $6) for an address ($3, as it
   * was typed $4), in the place of the one that he had; unless $7 were mailed to its mailbox ($9)
   * in an hour, or $8 in a day, by whichever process: the mailbox's row lets one pass after the
   * other. Gives a row when there is such a domain and it is on: its name and language, whether the
   * code was made, and else after how many seconds the next one will be, null when others were
   * quicker just now.
   */
  static final String MAKE_CODE =
      """
      WITH allowed AS (
        INSERT INTO code_mail AS mailed (domain_id, email, sent, remove_at)
        SELECT id, $9::text, ARRAY[now()], now() + interval '1 day'
        FROM domain WHERE id = $1::uuid AND enabled
        ON CONFLICT (domain_id, email) DO UPDATE
        SET sent = ARRAY(SELECT at FROM unnest(mailed.sent) AS at WHERE at > now() - interval '1 day') || now(),
            remove_at = now() + interval '1 day'
        WHERE (SELECT count(*) FILTER (WHERE at > now() - interval '1 hour') < $7::integer
                      AND count(*) FILTER (WHERE at > now() - interval '1 day') < $8::integer
               FROM unnest(mailed.sent) AS at)
        RETURNING domain_id
      ),
      made AS (
        INSERT INTO visitor_code (id, domain_id, secret_sha256, email, email_typed, code_hash, expires_at)
        SELECT $5::uuid, domain_id, $2::bytea, $3::text, $4::text, $6::bytea, now() + interval '10 minutes'
        FROM allowed
        ON CONFLICT (domain_id, secret_sha256) DO UPDATE
        SET id = excluded.id, email = excluded.email, email_typed = excluded.email_typed,
            code_hash = excluded.code_hash, tries = 0, created_at = excluded.created_at,
            expires_at = excluded.expires_at, used_at = null, used_by = null
        RETURNING id
      )
      SELECT domain.name,
             domain.locale,
             EXISTS (SELECT FROM made) AS made,
             extract(epoch FROM full_until.moment - now())::float8 AS wait_seconds
      FROM domain
      LEFT JOIN code_mail ON code_mail.domain_id = domain.id AND code_mail.email = $9::text
      CROSS JOIN LATERAL (
        SELECT greatest(
          (SELECT at + interval '1 hour' FROM unnest(code_mail.sent) AS at
           ORDER BY at DESC OFFSET $7::integer - 1 LIMIT 1),
          (SELECT at + interval '1 day' FROM unnest(code_mail.sent) AS at
           ORDER BY at DESC OFFSET $8::integer - 1 LIMIT 1)) AS moment
      ) AS full_until
      WHERE domain.id = $1::uuid AND domain.enabled
      """;

  /**
   * Counts a try of a visitor's ($2) code, and gives what it is to be compared with; no row when
   * there is none that may still be tried, or the domain is off. Of tries at the same moment each
   * waits for the one before, and sees what it counted.
   */
  static final String TRY_CODE =
      """
      UPDATE visitor_code SET tries = tries + 1
      WHERE domain_id = $1::uuid AND secret_sha256 = $2::bytea
        AND tries < 5 AND used_at IS NULL AND expires_at > now()
        AND EXISTS (SELECT FROM domain WHERE id = $1::uuid AND enabled)
      RETURNING id, email, code_hash
      """;

  /**
   * Removes so many ($1) codes that are over, and mailboxes that no code was mailed to of late. One
   * that somebody has in hand is left for the next time.
   */
  static final String REMOVE_CODES =
      """
      WITH removed AS (
        DELETE FROM visitor_code
        WHERE id = ANY (ARRAY(
          SELECT id FROM visitor_code WHERE expires_at < now()
          ORDER BY expires_at LIMIT $1::integer FOR UPDATE SKIP LOCKED))
      )
      DELETE FROM code_mail
      WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM code_mail WHERE remove_at < now()
        ORDER BY remove_at LIMIT $1::integer FOR UPDATE SKIP LOCKED))
      """;

  private CodeQueries() {}
}
