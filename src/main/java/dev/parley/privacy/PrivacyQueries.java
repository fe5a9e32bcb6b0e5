package dev.parley.privacy;

/** The privacy verticle's SQL. Every statement names its tenant, or goes by ids found with it. */
final class PrivacyQueries {

  private static final String TIME = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";

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
        select f.id from part p join chat_room f on f.folded_into = p.id and f.domain_id = $1
      )
      """;

  static final String DOMAIN = "select id from domain where id = $1";

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
      """;

  static final String ROOMS = ROOMS_OF + "select id from part";

  // ---- export

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

  /** Codes by mail for the addresses $2, and when some were mailed to them. */
  static final String EXPORT_CODES =
      """
      select id,
             json_build_object('type', 'code', 'createdAt', to_char(created_at at time zone 'UTC', %1$s),
                               'expiresAt', to_char(expires_at at time zone 'UTC', %1$s),
                               'usedAt', to_char(used_at at time zone 'UTC', %1$s))::text as line
      from visitor_code
      where domain_id = $1 and email = any($2::text[])
      union all
      select null, json_build_object('type', 'codesMailed', 'at', sent)::text
      from code_mail
      where domain_id = $1 and email = any($2::text[])
      """
          .formatted(TIME);

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

  /** What was said in the rooms $2 or by, and to, the visitors $3; after $4, at most $5. */
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
          where visitor_id = visitor.id and id > $4 and domain_id = $1
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

  // ---- where else an address stands

  /** The tenant's rooms after $2, at most $3. */
  static final String ROOM_PAGE =
      "select id from chat_room where domain_id = $1 and id > $2 order by id limit $3";

  /** Of each of the rooms $2 the messages after the one at its place in $3, at most $4. */
  static final String SCAN =
      """
      select room.id as room_id, m.id, m.created_at,
             case when strpos(m.body, '@') > 0 then m.body end as body
      from unnest($2::uuid[], $3::uuid[]) as room (id, after)
      cross join lateral (
        select id, created_at, body from chat_message
        where room_id = room.id and id > room.after and domain_id = $1
        order by id
        limit $4) m
      order by room.id, m.id
      """;

  static final String SCAN_MESSAGES =
      """
      select room_id, id, created_at, case when strpos(body, '@') > 0 then body end as body
      from chat_message
      where domain_id = $1 and id = any($2::uuid[])
      """;

  /** In the messages $1 the text $3 stands instead of $2, wherever that is still there. */
  static final String STRIKE_OUT =
      """
      update chat_message m set body = struck.struck
      from unnest($1::uuid[], $2::text[], $3::text[]) as struck (id, body, struck)
      where m.id = struck.id and m.body = struck.body
      """;

  /** Answers that are being said: they may repeat what their questions said before. */
  static final String SAYING =
      "select id from chat_message where status = 'streaming' and domain_id = $1";

  static final String STILL_SAYING =
      "select id from chat_message where id = any($1::uuid[]) and status = 'streaming'";

  // ---- erasure; locks in the order of a turn: customers, visitors, rooms

  /** Nobody waits long for an erasure, and it waits for nobody for long. */
  static final String LOCK_TIMEOUT = "set local lock_timeout = '2s'";

  /** For the addresses $2, and of the visitors $3. Before all else, as where a code is used. */
  static final String DELETE_CODES =
      """
      delete from visitor_code
      where domain_id = $1
        and (email = any($2::text[])
             or secret_sha256 in (select secret_sha256 from visitor where id = any($3::uuid[])))
      """;

  static final String FORGET_MAILS =
      "delete from code_mail where domain_id = $1 and email = any($2::text[])";

  /**
   * From here on nobody becomes a visitor of theirs, and no room theirs: both refer to the
   * customer.
   */
  static final String LOCK_CUSTOMERS =
      "select id from customer where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  static final String LOCK_VISITORS =
      "select id from visitor where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  /** From here on nothing is said in them: each message refers to its room. */
  static final String LOCK_ROOMS =
      "select id from chat_room where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  /** Rooms of others in which the visitors $2 said something, when they were taken for those. */
  static final String VISITED_ROOMS =
      """
      select distinct room_id as id from chat_message
      where domain_id = $1 and visitor_id = any($2::uuid[])
      """;

  /** At most $3 messages of the rooms $2. */
  static final String DELETE_MESSAGES_OF_ROOMS =
      """
      delete from chat_message
      where id = any (array(
        select id from chat_message where domain_id = $1 and room_id = any($2::uuid[]) limit $3))
      """;

  /** At most $3 messages of the visitors $2, whose references no foreign key guards. */
  static final String DELETE_MESSAGES_OF_VISITORS =
      """
      delete from chat_message
      where id = any (array(
        select id from chat_message where domain_id = $1 and visitor_id = any($2::uuid[]) limit $3))
      """;

  /** Of the visitors $2 who are there no more: what was stored all the same. */
  static final String DELETE_MESSAGES_OF_NOBODY =
      """
      delete from chat_message m
      where m.domain_id = $1 and m.visitor_id = any($2::uuid[])
        and not exists (select from visitor v where v.id = m.visitor_id)
      """;

  static final String DELETE_ROOMS =
      "delete from chat_room where domain_id = $1 and id = any($2::uuid[])";

  static final String DELETE_VISITORS =
      """
      delete from visitor v
      where v.domain_id = $1 and v.id = any($2::uuid[])
        and not exists (select from chat_room r where r.domain_id = $1 and r.visitor_id = v.id)
      """;

  /** Of those who opened a room that is another's, what is left is an id without a secret. */
  static final String FORGET_VISITORS =
      """
      update visitor
      set customer_id = null, verified = false,
          secret_sha256 = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
      where domain_id = $1 and id = any($2::uuid[])
      """;

  static final String DELETE_CUSTOMERS =
      "delete from customer where domain_id = $1 and id = any($2::uuid[])";

  static final String RECORD =
      """
      insert into erasure (id, domain_id, customers, visitors, rooms, messages, mentions)
      values ($1, $2, $3, $4, $5, $6, $7)
      returning *
      """;

  /** $2 more messages were found. */
  static final String RECORD_MENTIONS =
      "update erasure set mentions = mentions + $2 where id = $1 returning *";

  /** Erasures before $2, at most $3, newest first. */
  static final String ERASURES =
      """
      select * from erasure
      where domain_id = $1 and ($2::uuid is null or id < $2)
      order by id desc
      limit $3
      """;

  // ---- retention

  static final String RETENTION = "select retention_days from domain where id = $1";

  static final String SET_RETENTION =
      "update domain set retention_days = $2 where id = $1 returning retention_days";

  static final String DOMAINS_WITH_AN_END =
      "select id, retention_days from domain where retention_days is not null order by id";

  /**
   * The tenant's next $3 rooms after $2, those that were folded left out, and which of them look
   * old: opened more than $4 days ago, and the newest message is as old, in the room and in each
   * that was folded into it.
   */
  static final String OLD_ROOMS =
      """
      select root.id, root.created_at < cutoff.at and spoken.id is null as is_old
      from (
        select id, created_at from chat_room
        where domain_id = $1 and folded_into is null and id > $2
        order by id
        limit $3) root
      cross join (select now() - make_interval(days => $4) as at) cutoff
      left join lateral (
        with recursive part (id) as (
          select root.id
          union
          select f.id from part p join chat_room f on f.folded_into = p.id and f.domain_id = $1
        )
        select newest.id
        from part
        cross join lateral (
          select id, created_at from chat_message
          where room_id = part.id
          order by id desc
          limit 1) newest
        where newest.created_at >= cutoff.at
        limit 1
      ) spoken on root.created_at < cutoff.at
      order by root.id
      """;

  /**
   * A room $2 with all that was folded into it, whose it is, and who opened each of them; nothing
   * when anything was said there in the last $3 days.
   */
  static final String OLD_PARTS =
      """
      with recursive part (id) as (
        select id from chat_room where domain_id = $1 and id = $2 and folded_into is null
        union
        select f.id from part p join chat_room f on f.folded_into = p.id and f.domain_id = $1
      )
      select r.id, r.customer_id, r.visitor_id
      from part join chat_room r on r.id = part.id
      where not exists (
        select from part p join chat_message m on m.room_id = p.id
        where m.created_at >= now() - make_interval(days => $3))
      """;

  /**
   * At most $3 messages of the rooms $2 that are older than $4 days, unless somebody has come back
   * to one of them.
   */
  static final String DELETE_OLD_MESSAGES =
      """
      delete from chat_message
      where id = any (array(
        select m.id from chat_message m
        where m.domain_id = $1 and m.room_id = any($2::uuid[])
          and m.created_at < now() - make_interval(days => $4)
          and not exists (
            select from unnest($2::uuid[]) as part (id)
            cross join lateral (
              select created_at from chat_message where room_id = part.id order by id desc limit 1) newest
            where newest.created_at >= now() - make_interval(days => $4))
        limit $3))
      """;

  /** Whether anything is said in the rooms $2. */
  static final String IS_SPOKEN_IN =
      "select exists (select from chat_message where domain_id = $1 and room_id = any($2::uuid[])) as spoken";

  /** Of the visitors $2, and of those of the customers $3, who neither has nor said anything. */
  static final String DELETE_LONELY_VISITORS =
      """
      delete from visitor v
      where v.domain_id = $1
        and (v.id = any($2::uuid[]) and v.customer_id is null or v.customer_id = any($3::uuid[]))
        and not exists (select from chat_room r where r.domain_id = $1 and r.visitor_id = v.id)
        and not exists (select from chat_room r where r.domain_id = $1 and r.customer_id = v.customer_id)
        and not exists (select from chat_message m where m.visitor_id = v.id)
      """;

  /** Of the customers $2 those who have nothing any more, with those who were merged into them. */
  static final String DELETE_LONELY_CUSTOMERS =
      """
      delete from customer c
      where c.domain_id = $1 and (c.id = any($2::uuid[]) or c.merged_into = any($2::uuid[]))
        and not exists (
          select from chat_room r where r.customer_id = coalesce(c.merged_into, c.id))
        and not exists (
          select from visitor v where v.customer_id = coalesce(c.merged_into, c.id))
      """;

  private PrivacyQueries() {}
}
