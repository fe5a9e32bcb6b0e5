package dev.parley.privacy;

/** SQL by which is told what is known of a person: each row has a line of JSON. */
final class ExportQueries {

  private static final String TIME = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";

  /** The customers $2 after $3, at most $4. */
  static final String EXPORT_CUSTOMERS =
      """
      select id,
             json_build_object('type', 'customer', 'id', id, 'email', email, 'emailTyped', email_typed,
                               'mergedInto', merged_into, 'createdAt', to_char(created_at at time zone 'UTC', %s))::text as line
      from customer
      where domain_id = $1 and id = any($2::uuid[]) and id > $3
      order by id
      limit $4
      """
          .formatted(TIME);

  /** Codes by mail for the addresses $2, after $3, at most $4. */
  static final String EXPORT_CODES =
      """
      select id,
             json_build_object('type', 'code', 'createdAt', to_char(created_at at time zone 'UTC', %1$s),
                               'expiresAt', to_char(expires_at at time zone 'UTC', %1$s),
                               'usedAt', to_char(used_at at time zone 'UTC', %1$s))::text as line
      from visitor_code
      where domain_id = $1 and email = any($2::text[]) and id > $3
      order by id
      limit $4
      """
          .formatted(TIME);

  /** When codes were mailed to the mailboxes $2: one row for each at most. */
  static final String EXPORT_MAILS =
      """
      select json_build_object('type', 'codesMailed', 'at', sent)::text as line
      from code_mail
      where domain_id = $1 and email = any($2::text[])
      order by email
      """;

  /** The visitors $2 after $3, at most $4. Their secrets are theirs alone. */
  static final String EXPORT_VISITORS =
      """
      select id,
             json_build_object('type', 'visitor', 'id', id, 'customerId', customer_id, 'verified', verified,
                               'createdAt', to_char(created_at at time zone 'UTC', %s))::text as line
      from visitor
      where domain_id = $1 and id = any($2::uuid[]) and id > $3
      order by id
      limit $4
      """
          .formatted(TIME);

  /** The rooms $2 after $3, at most $4. */
  static final String EXPORT_ROOMS =
      """
      select id,
             json_build_object('type', 'room', 'id', id, 'customerId', customer_id, 'visitorId', visitor_id,
                               'foldedInto', folded_into,
                               'createdAt', to_char(created_at at time zone 'UTC', %1$s),
                               'closedAt', to_char(closed_at at time zone 'UTC', %1$s))::text as line
      from chat_room
      where domain_id = $1 and id = any($2::uuid[]) and id > $3
      order by id
      limit $4
      """
          .formatted(TIME);

  /**
   * What was said in the rooms $2 or by, and to, the visitors $3; after $4, at most $5. What a
   * visitor said elsewhere when he was verified, he said as another.
   */
  static final String EXPORT_MESSAGES =
      """
      with said as (
        select m.id
        from unnest($2::uuid[]) as room (id)
        cross join lateral (
          select id from chat_message
          where room_id = room.id and id > $4 and domain_id = $1
          order by id limit $5) m
        union
        select m.id
        from unnest($3::uuid[]) as visitor (id)
        cross join lateral (
          select id from chat_message
          where visitor_id = visitor.id and id > $4 and domain_id = $1 and not verified
          order by id limit $5) m
      )
      select m.id,
             json_build_object('type', 'message', 'id', m.id, 'roomId', m.room_id, 'visitorId', m.visitor_id,
                               'turnId', m.turn_id, 'role', m.role, 'status', m.status, 'content', m.body,
                               'verified', m.verified, 'rating', m.rating, 'sources', m.sources,
                               'createdAt', to_char(m.created_at at time zone 'UTC', %s))::text as line
      from (select id from said order by id limit $5) page
      join chat_message m on m.id = page.id
      order by m.id
      """
          .formatted(TIME);

  private ExportQueries() {}
}
