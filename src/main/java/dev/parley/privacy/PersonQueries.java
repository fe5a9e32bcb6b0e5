package dev.parley.privacy;

/**
 * SQL by which a person is found: who he is, what is his, and where else his addresses stand. Every
 * statement of this package names its tenant, or goes by ids found with it.
 */
final class PersonQueries {

  /**
   * What was folded into the parts p that were found before, of the tenant $1: one look-up for each
   * ({@code offset 0}), however many of all tenants' rooms are folded.
   */
  static final String FOLDED_INTO_P =
      """
      select f.id
      from part p cross join lateral (
        select id from chat_room where folded_into = p.id and domain_id = $1 offset 0) f
      """;

  /**
   * The rooms of the customers $2, and of the visitors $3 as long as those are nobody's else, with
   * all that was folded into them.
   */
  private static final String ROOMS_OF =
      """
      with recursive part (id) as (
        select id from chat_room where domain_id = $1 and customer_id = any($2::uuid[])
        union
        select id from chat_room
        where domain_id = $1 and visitor_id = any($3::uuid[])
          and customer_id is null and folded_into is null
        union
        %s
      )
      """
          .formatted(FOLDED_INTO_P.indent(8).strip());

  static final String DOMAIN = "select id from domain where id = $1 and deleted_at is null";

  /** Whom the address $2 leads to, and who was merged into him: that is one person. */
  static final String CUSTOMERS =
      """
      with who as materialized (
        select coalesce(merged_into, id) as id from customer where domain_id = $1 and email = $2
      )
      select c.id, c.email from who join customer c on c.domain_id = $1 and c.id = who.id
      union
      select c.id, c.email from who join customer c on c.merged_into = who.id
      """;

  static final String VISITORS =
      """
      select id from visitor where domain_id = $1 and customer_id = any($2::uuid[])
      order by id
      """;

  static final String ROOMS = ROOMS_OF + "select id from part order by id";

  /** The tenant's rooms after $2, at most $3. */
  static final String ROOM_PAGE =
      "select id from chat_room where domain_id = $1 and id > $2 order by id limit $3";

  /** A body without an at sign, be it escaped as in a link, has no address. */
  private static final String MAY_HAVE_AN_ADDRESS =
      "position('@' in body) + position('%40' in body) > 0";

  /** Of each of the rooms $2 the messages after the one at its place in $3, at most $4. */
  static final String SCAN =
      """
      select room.id as room_id, m.id, m.created_at,
             case when %s then body end as body
      from unnest($2::uuid[], $3::uuid[]) as room (id, after)
      cross join lateral (
        select id, created_at, body from chat_message
        where room_id = room.id and id > room.after and domain_id = $1
        order by id
        limit $4) m
      order by room.id, m.id
      """
          .formatted(MAY_HAVE_AN_ADDRESS);

  /** The messages between $2 and $3, at most $4; of another tenant's, that they are there. */
  static final String SCAN_BETWEEN =
      """
      select room_id, id, created_at,
             case when domain_id = $1 and %s then body end as body
      from chat_message
      where id > $2 and id < $3
      order by id
      limit $4
      """
          .formatted(MAY_HAVE_AN_ADDRESS);

  static final String SCAN_MESSAGES =
      """
      select room_id, id, created_at, case when %s then body end as body
      from chat_message
      where domain_id = $1 and id = any($2::uuid[])
      """
          .formatted(MAY_HAVE_AN_ADDRESS);

  /**
   * In the messages $1 the text $3 stands instead of $2, wherever that is still there; tells where.
   */
  static final String STRIKE_OUT =
      """
      update chat_message m set body = struck.struck
      from unnest($1::uuid[], $2::text[], $3::text[]) as struck (id, body, struck)
      where m.id = struck.id and m.body = struck.body
      returning m.id
      """;

  /** Answers that are being said: they may repeat what their questions said before. */
  static final String SAYING =
      "select id from chat_message where status = 'streaming' and domain_id = $1";

  static final String STILL_SAYING =
      "select id from chat_message where id = any($1::uuid[]) and status = 'streaming'";

  private PersonQueries() {}
}
