package dev.parley.domain;

/** The domain verticle's SQL. Every statement names its tenant. */
final class DomainQueries {

  private static final String VIEW =
      """
      select d.id, d.name, d.bot, d.fixed_text, d.greeting, d.locale, d.language, d.allowed_origins,
             d.visitor_burst, d.visitor_per_minute, d.ip_burst, d.ip_per_minute,
             d.domain_burst, d.domain_per_minute, d.tokens_burst, d.tokens_per_minute,
             (select count(distinct k.article) from knowledge k where k.domain_id = d.id)::int as articles
      from domain d
      """;

  static final String CREATE =
      """
      insert into domain (id, name) values ($1, $2)
      on conflict (id) do nothing
      """;

  static final String SHOW = VIEW + "where d.id = $1";

  static final String POLICY =
      """
      select id, name, greeting, locale, allowed_origins,
             visitor_burst, visitor_per_minute, ip_burst, ip_per_minute,
             domain_burst, domain_per_minute, tokens_burst, tokens_per_minute
      from domain
      where id = $1
      """;

  /** The page of tenants after $1, at most $2. */
  static final String LIST =
      VIEW
          + """
          where $1::uuid is null or d.id > $1
          order by d.id
          limit $2
          """;

  /** The text stays as it is when $3 is null. */
  static final String CHOOSE_BOT =
      """
      update domain set bot = $2, fixed_text = coalesce($3::text, fixed_text)
      where id = $1
      """;

  /** A tenant's valid secrets, the current one first; one row without any when it has none. */
  static final String SECRETS =
      """
      select s.secret, s.created_at, s.expires_at
      from domain d
      left join domain_secret s
        on s.domain_id = d.id and (s.expires_at is null or s.expires_at > now())
      where d.id = $1
      order by s.expires_at desc nulls first
      """;

  /** One rotation after the other per tenant. */
  static final String LOCK_DOMAIN = "select id from domain where id = $1 for no key update";

  static final String END_SECRETS =
      "delete from domain_secret where domain_id = $1 and expires_at is not null";

  /** The current one stays valid for $2 hours. */
  static final String RETIRE_SECRET =
      """
      update domain_secret set expires_at = now() + make_interval(hours => $2)
      where domain_id = $1 and expires_at is null
      """;

  /** Whoever was vouched for by a secret that somebody else had is to be vouched for again. */
  static final String END_VERIFICATIONS =
      "update visitor set verified = false where domain_id = $1 and verified";

  static final String ADD_SECRET = "insert into domain_secret (domain_id) values ($1)";

  /** What is null stays as it is. The row is locked by {@link #LOCK_KNOWLEDGE}. */
  static final String CHANGE_SETTINGS =
      """
      update domain
      set allowed_origins = coalesce($2::text[], allowed_origins),
          greeting = coalesce($3::text, greeting),
          locale = coalesce($4::text, locale),
          language = coalesce($5::text, language)
      where id = $1
      """;

  /** All of them: what is null is as the settings have it. */
  static final String CHANGE_LIMITS =
      """
      update domain
      set visitor_burst = $2, visitor_per_minute = $3, ip_burst = $4, ip_per_minute = $5,
          domain_burst = $6, domain_per_minute = $7, tokens_burst = $8, tokens_per_minute = $9
      where id = $1
      """;

  static final String ARTICLES =
      "select distinct article from knowledge where domain_id = $1 order by article";

  /**
   * Indexes the passages of a tenant's article anew, as {@link #ADD_PASSAGES} does. The last of the
   * headings above a passage's text is its own.
   */
  static final String INDEX_PASSAGES =
      """
      update knowledge k
      set search = setweight(to_tsvector(d.language::regconfig, h.own), 'A')
                   || setweight(to_tsvector('simple', h.own), 'B')
                   || setweight(to_tsvector(d.language::regconfig, h.above), 'C')
                   || setweight(to_tsvector(d.language::regconfig, k.body), 'D')
      from domain d,
           knowledge p
           cross join lateral (
             select coalesce(substring(p.heading from '^(.*) › '), '') as above,
                    regexp_replace(p.heading, '^.* › ', '') as own) h
      where d.id = $1
        and p.domain_id = d.id and p.article = $2
        and k.domain_id = d.id and k.id = p.id
      """;

  /**
   * One load after the other per tenant: two of the same article would both find nothing to remove.
   * Unlike {@code for update} it does not hold up the turns, whose rows refer to the tenant.
   */
  static final String LOCK_KNOWLEDGE = "select id from domain where id = $1 for no key update";

  static final String REMOVE_ARTICLES =
      "delete from knowledge where domain_id = $1 and article = any($2::text[])";

  /**
   * A passage's own heading is indexed by its meaning (label A) and word by word (B), so that a
   * question of stop words alone, such as "Who are you?", finds its heading; the headings above it
   * (C) and the text (D) by their meaning.
   */
  static final String ADD_PASSAGES =
      """
      insert into knowledge (id, domain_id, article, position, heading, body, url, shipped, search)
      select p.id, d.id, p.article, p.position, p.path, p.body, p.url, $2,
             setweight(to_tsvector(d.language::regconfig, p.heading), 'A')
             || setweight(to_tsvector('simple', p.heading), 'B')
             || setweight(to_tsvector(d.language::regconfig, p.above), 'C')
             || setweight(to_tsvector(d.language::regconfig, p.body), 'D')
      from domain d,
           unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
                  $10::text[])
             as p(id, article, position, path, above, heading, body, url)
      where d.id = $1
      """;

  /** What of an article is there, and whether Parley itself brought it. */
  static final String ARTICLE =
      """
      select heading, body, url, shipped
      from knowledge
      where domain_id = $1 and article = $2
      order by position
      """;

  /** Rooms before $2, at most $4, newest first; only those of the customer with the address $3. */
  static final String ROOMS =
      """
      select r.id, c.email, r.created_at
      from chat_room r
      left join customer c on c.domain_id = r.domain_id and c.id = r.customer_id
      where r.domain_id = $1
        and r.folded_into is null
        and ($2::uuid is null or r.id < $2)
        and ($3::text is null or c.email = $3)
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
      with recursive part (room_id, part_id) as (
        select r.id, r.id from chat_room r where r.domain_id = $1 and r.id = any($2::uuid[])
        union
        select p.room_id, f.id
        from part p join chat_room f on f.folded_into = p.part_id and f.domain_id = $1
      ),
      latest as (
        select p.room_id, m.*, row_number() over (partition by p.room_id order by m.id desc) as age
        from part p cross join lateral (
          select id, visitor_id, role, status, body, created_at, verified, rating
          from chat_message
          where domain_id = $1 and room_id = p.part_id
          order by id desc
          limit $3) m
      ),
      summed as materialized (
        select *, sum(octet_length(body)) over (order by room_id desc, id desc) as so_far
        from latest
        where age <= $3
      )
      select room_id, id, visitor_id, role, status, body, created_at, verified, rating,
             (select room_id from summed where so_far > $4 order by so_far limit 1) as cut_room
      from summed
      where so_far <= $4
      order by room_id, id
      """;

  /** Customers before $2, at most $4, newest first; only the one with the address $3. */
  static final String CUSTOMERS =
      """
      with page as materialized (
        select id, email, email_typed, created_at
        from customer
        where domain_id = $1
          and ($2::uuid is null or id < $2)
          and ($3::text is null or email = $3)
        order by id desc
        limit $4
      ),
      rooms as (
        select customer_id, count(*)::int as rooms
        from chat_room
        where domain_id = $1 and folded_into is null and customer_id in (select id from page)
        group by customer_id
      )
      select p.id, p.email, p.email_typed, p.created_at, coalesce(r.rooms, 0) as rooms
      from page p left join rooms r on r.customer_id = p.id
      order by p.id desc
      """;

  private DomainQueries() {}
}
