package dev.parley.domain;

/**
 * The SQL by which the people who run a site read who came and what was said. Every statement names
 * its tenant.
 */
final class ReadingQueries {

  /** What a message shows. */
  private static final String MESSAGE =
      "id, room_id, visitor_id, role, status, body, created_at, verified, rating, sources";

  /** Customers are to be counted in $1, of whom {@code page} holds some. */
  private static final String WITH_ROOMS =
      """
      rooms as (
        select customer_id, count(*)::int as rooms
        from chat_room
        where domain_id = $1 and folded_into is null and customer_id in (select id from page)
        group by customer_id
      )
      select p.id, p.email, p.email_typed, p.created_at, p.merged_into, coalesce(r.rooms, 0) as rooms
      from page p left join rooms r on r.customer_id = p.id
      """;

  private static final String CUSTOMER =
      "select id, email, email_typed, created_at, merged_into from customer";

  /** Customers before $2, at most $4, newest first; only the one with the address $3. */
  static final String CUSTOMERS =
      """
      with page as materialized (
        %s
        where domain_id = $1 and id < $2 and ($3::text is null or email = $3)
        order by id desc
        limit $4
      ),
      %s
      order by p.id desc
      """
          .formatted(CUSTOMER, WITH_ROOMS);

  /**
   * Customers whose addresses begin with $2, after the address $3, at most $4, by their addresses:
   * in the order of an index of their bytes, in which those that begin alike stand together.
   */
  static final String CUSTOMERS_BY_BEGINNING =
      """
      with page as materialized (
        %s
        where domain_id = $1
          and email ~>=~ $2 and email ~<~ ($2 || chr(1114111))
          and ($3::text is null or email ~>~ $3)
        order by email using ~<~
        limit $4
      ),
      %s
      order by p.email using ~<~
      """
          .formatted(CUSTOMER, WITH_ROOMS);

  /** The customer $2. */
  static final String ONE_CUSTOMER =
      "with page as materialized (%s where domain_id = $1 and id = $2),\n%s"
          .formatted(CUSTOMER, WITH_ROOMS);

  /** The customers who were merged into $2, at most $3, newest first. */
  static final String MERGED_CUSTOMERS =
      """
      with page as materialized (
        %s where domain_id = $1 and merged_into = $2 order by id desc limit $3
      ),
      %s
      order by p.id desc
      """
          .formatted(CUSTOMER, WITH_ROOMS);

  /** Who is taken for the customer $2, at most $3, newest first. */
  static final String VISITORS =
      """
      select id, verified, created_at
      from visitor
      where domain_id = $1 and customer_id = $2
      order by id desc
      limit $3
      """;

  /** The rooms of the customer $2 and those that were folded into them, before $3, at most $4. */
  static final String ROOMS_OF_CUSTOMER =
      """
      with recursive part (id) as (
        select id from chat_room where domain_id = $1 and customer_id = $2
        union
        select f.id from part p join chat_room f on f.folded_into = p.id and f.domain_id = $1
      )
      select r.id, r.visitor_id, r.created_at, r.closed_at, r.folded_into, counted.messages,
             latest.created_at as last_message_at
      from (select * from part where id < $3 order by id desc limit $4) p
      join chat_room r on r.domain_id = $1 and r.id = p.id
      cross join lateral (
        select count(*)::int as messages
        from (select from chat_message where room_id = r.id limit $5) m
      ) counted
      left join lateral (
        select created_at from chat_message where room_id = r.id order by id desc limit 1
      ) latest on true
      order by r.id desc
      """;

  static final String IS_ROOM = "select id from chat_room where domain_id = $1 and id = $2";

  /**
   * What was said in the room $2 and in those that were folded into it, before $3, newest first, at
   * most $4, and no more once it makes $5 bytes; but one in any case.
   */
  static final String MESSAGES_OF_ROOM =
      """
      with recursive part (id) as (
        select id from chat_room where domain_id = $1 and id = $2
        union
        select f.id from part p join chat_room f on f.folded_into = p.id and f.domain_id = $1
      ),
      latest as (
        select m.*
        from part p cross join lateral (
          select %1$s
          from chat_message
          where domain_id = $1 and room_id = p.id and id < $3
          order by id desc
          limit $4) m
        order by m.id desc
        limit $4
      ),
      summed as materialized (
        select *, row_number() over (order by id desc) as place,
               sum(octet_length(body)) over (order by id desc) as so_far,
               count(*) over () as found
        from latest
      )
      select %1$s, found from summed
      where so_far <= $5 or place = 1
      order by id desc
      """
          .formatted(MESSAGE);

  /**
   * Rooms before $2, at most $4, newest first; only those of the customer whom the address $3 leads
   * to.
   */
  static final String ROOMS =
      """
      select r.id, c.email, r.created_at
      from chat_room r
      left join customer c on c.domain_id = r.domain_id and c.id = r.customer_id
      where r.domain_id = $1
        and r.folded_into is null
        and r.id < $2
        and ($3::text is null
             or r.customer_id = (select coalesce(merged_into, id) from customer
                                 where domain_id = $1 and email = $3))
      order by r.id desc
      limit $4
      """;

  /**
   * The last $3 messages of each of the rooms $2, those of rooms folded into them included; newest
   * room first, and no more once they make $4 bytes. {@code cut_room} is the room in which that
   * was, if it was.
   */
  static final String MESSAGES =
      """
      with recursive part (whole_id, part_id) as (
        select r.id, r.id from chat_room r where r.domain_id = $1 and r.id = any($2::uuid[])
        union
        select p.whole_id, f.id
        from part p join chat_room f on f.folded_into = p.part_id and f.domain_id = $1
      ),
      latest as (
        select p.whole_id, m.*, row_number() over (partition by p.whole_id order by m.id desc) as age
        from part p cross join lateral (
          select %1$s
          from chat_message
          where domain_id = $1 and room_id = p.part_id
          order by id desc
          limit $3) m
      ),
      summed as materialized (
        select *, sum(octet_length(body)) over (order by whole_id desc, id desc) as so_far
        from latest
        where age <= $3
      )
      select whole_id, %1$s,
             (select whole_id from summed where so_far > $4 order by so_far limit 1) as cut_room
      from summed
      where so_far <= $4
      order by whole_id, id
      """
          .formatted(MESSAGE);

  private ReadingQueries() {}
}
