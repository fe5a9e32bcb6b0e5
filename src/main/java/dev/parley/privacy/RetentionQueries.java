package dev.parley.privacy;

/** SQL by which old rooms go. */
final class RetentionQueries {

  static final String RETENTION =
      "select retention_days from domain where id = $1 and deleted_at is null";

  static final String SET_RETENTION =
      "update domain set retention_days = $2 where id = $1 and deleted_at is null"
          + " returning retention_days";

  static final String DOMAINS_WITH_AN_END =
      "select id, retention_days from domain where retention_days is not null order by id";

  /** Whether the tenant keeps no room for longer than so many days, now as before. */
  private static final String STILL_ENDS =
      "exists (select from domain where id = $1 and retention_days <= $%d)";

  /** Whether an answer is being said in one of the rooms: one that broke off may be asked again. */
  private static final String SPEAKING =
      """
      exists (
        select from (select room_id from chat_message where status = 'streaming' offset 0) speaking
        where speaking.room_id = any(%s))
      """
          .strip();

  /**
   * The tenant's next $3 rooms after $2, those that were folded left out, and which of them look
   * old: opened more than $4 days ago, and the newest message is as old, in the room and in each
   * that was folded into it. Nothing is looked up for one that was opened later.
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
          select root.id where root.created_at < cutoff.at
          union
          %s
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
      ) spoken on true
      order by root.id
      """
          .formatted(PersonQueries.FOLDED_INTO_P.indent(10).strip());

  /** The first of those rooms alone, of which nothing else is looked at. */
  static final String NEXT_ROOM = next("chat_room where domain_id = $1 and folded_into is null");

  /**
   * A room $2 with all that was folded into it, whose it is, and who opened each of them; nothing
   * when anything was said there in the last $3 days, or is being said, or rooms are kept for
   * longer by now.
   */
  static final String OLD_PARTS =
      """
      with recursive part (id) as (
        select id from chat_room where domain_id = $1 and id = $2 and folded_into is null
        union
        %s
      )
      select r.id, r.customer_id, r.visitor_id
      from part
      cross join lateral (
        select id, customer_id, visitor_id from chat_room where id = part.id offset 0) r
      where not exists (
        select from part
        cross join lateral (
          select created_at from chat_message where room_id = part.id order by id desc limit 1) newest
        where newest.created_at >= now() - make_interval(days => $3))
        and not %s
        and %s
      order by r.id
      """
          .formatted(
              PersonQueries.FOLDED_INTO_P.indent(8).strip(),
              SPEAKING.formatted("array(select id from part)"),
              STILL_ENDS.formatted(3));

  /**
   * At most $3 messages of the rooms $2 that are older than $4 days, unless somebody has come back
   * to one of them, or hears an answer there, or they are kept for longer by now.
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
          and not %s
          and %s
        limit $3))
      """
          .formatted(SPEAKING.formatted("$2::uuid[]"), STILL_ENDS.formatted(4));

  /**
   * Whether nothing is said in the rooms $2, and no room is kept for longer than $3 days by now.
   */
  static final String MAY_GO =
      """
      select not exists (select from chat_message where domain_id = $1 and room_id = any($2::uuid[]))
             and %s as may_go
      """
          .formatted(STILL_ENDS.formatted(3));

  /** The visitors $2 who are nobody's, and those of the customers $3. */
  static final String VISITORS_OF =
      """
      select id from visitor
      where domain_id = $1
        and (id = any($2::uuid[]) and customer_id is null or customer_id = any($3::uuid[]))
      order by id
      """;

  /** Of the visitors $2 those who have nothing, nor said anything. */
  static final String DELETE_LONELY_VISITORS =
      """
      delete from visitor v
      where v.domain_id = $1 and v.id = any($2::uuid[])
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

  /**
   * The tenant's next $3 customers after $2, and which of them have nothing: made more than $4 days
   * ago, as were all of their visitors, and there is no room, nor anything that one of those said.
   * Whoever was merged into another goes with that one.
   */
  static final String NEXT_CUSTOMERS =
      lonelyCustomers("domain_id = $1 and id > $2 order by id limit $3", 4);

  /** The first of them alone, as {@link #NEXT_ROOM}. */
  static final String NEXT_CUSTOMER = next("customer where domain_id = $1");

  /** Which of the customers $2 have nothing, made more than $3 days ago. */
  static final String LONELY_CUSTOMERS =
      lonelyCustomers("domain_id = $1 and id = any($2::uuid[])", 3);

  /** The same of visitors who are nobody's. */
  static final String NEXT_VISITORS =
      lonelyVisitors("domain_id = $1 and id > $2 order by id limit $3", 4);

  static final String NEXT_VISITOR = next("visitor where domain_id = $1");

  static final String LONELY_VISITORS =
      lonelyVisitors("domain_id = $1 and id = any($2::uuid[])", 3);

  static final String DELETE_VISITORS_OF_CUSTOMERS =
      "delete from visitor where domain_id = $1 and customer_id = any($2::uuid[])";

  static final String DELETE_VISITORS =
      "delete from visitor where domain_id = $1 and id = any($2::uuid[])";

  /** A room or a message of the visitor v. */
  private static final String TRACE_OF_V =
      """
      (select id from chat_room where visitor_id = v.id limit 1)
      union all
      (select id from chat_message where visitor_id = v.id limit 1)
      limit 1
      """;

  private static String next(String rows) {
    return "select id from " + rows + " and id > $2 order by id limit 1";
  }

  /** By look-ups alone, whatever is estimated: the tables are large, and shared by all tenants. */
  private static String lonelyCustomers(String which, int days) {
    return """
        select page.id,
               page.is_old and owned.id is null and busy.id is null and %1$s as is_lonely
        from (
          select id, merged_into is null and created_at < now() - make_interval(days => $%4$d) as is_old
          from customer where %2$s) page
        left join lateral (
          select id from chat_room where page.is_old and customer_id = page.id limit 1) owned on true
        left join lateral (
          select v.id from visitor v
          left join lateral (%3$s) trace on true
          where page.is_old and v.customer_id = page.id
            and (trace.id is not null or v.created_at >= now() - make_interval(days => $%4$d))
          limit 1) busy on true
        order by page.id
        """
        .formatted(STILL_ENDS.formatted(days), which, TRACE_OF_V, days);
  }

  private static String lonelyVisitors(String which, int days) {
    return """
        select v.id, v.is_old and trace.id is null and %1$s as is_lonely
        from (
          select id, customer_id is null and created_at < now() - make_interval(days => $%4$d) as is_old
          from visitor where %2$s) v
        left join lateral (select id from (%3$s) any_trace where v.is_old) trace on true
        order by v.id
        """
        .formatted(STILL_ENDS.formatted(days), which, TRACE_OF_V, days);
  }

  private RetentionQueries() {}
}
