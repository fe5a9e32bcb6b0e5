package dev.parley.domain;

/** The domain verticle's SQL. Every statement names its tenant. */
final class DomainQueries {

  private static final String VIEW =
      """
      select d.id, d.name, d.enabled, d.bot, d.fixed_text, d.greeting, d.locale, d.language, d.allowed_origins,
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

  static final String SHOW = VIEW + "where d.id = $1 and d.deleted_at is null";

  /** No row for one that is on, or is not there. */
  static final String REMOVE =
      """
      update domain set deleted_at = coalesce(deleted_at, now())
      where id = $1 and not enabled
      returning id
      """;

  /** No row for one that is off. */
  static final String POLICY =
      """
      select id, name, greeting, locale, allowed_origins,
             visitor_burst, visitor_per_minute, ip_burst, ip_per_minute,
             domain_burst, domain_per_minute, tokens_burst, tokens_per_minute
      from domain
      where id = $1 and enabled
      """;

  /** The page of tenants after $1, at most $2. */
  static final String LIST =
      VIEW
          + """
          where ($1::uuid is null or d.id > $1) and d.deleted_at is null
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
      where d.id = $1 and d.deleted_at is null
      order by s.expires_at desc nulls first
      """;

  /** One rotation after the other per tenant. */
  static final String LOCK_DOMAIN =
      "select id from domain where id = $1 and deleted_at is null for no key update";

  static final String END_SECRETS =
      "delete from domain_secret where domain_id = $1 and expires_at is not null";

  /** The current one stays valid for $2 hours. */
  static final String RETIRE_SECRET =
      """
      update domain_secret set expires_at = now() + make_interval(hours => $2)
      where domain_id = $1 and expires_at is null
      """;

  /**
   * Whoever was vouched for by a secret that somebody else had is to be vouched for again: of the
   * next visitors after one ($2). Gives the last of them; no row when there is none.
   */
  static final String END_VERIFICATIONS =
      """
      with next as materialized (
        select id, verified from visitor where domain_id = $1 and id > $2 order by id limit 5000
      ),
      ended as (
        update visitor set verified = false
        where id = any (array(select id from next where verified order by id)) and verified
      )
      select id from next order by id desc limit 1
      """;

  static final String ADD_SECRET = "insert into domain_secret (domain_id) values ($1)";

  /** What is null stays as it is. The row is locked by {@link #LOCK_KNOWLEDGE}. */
  static final String CHANGE_SETTINGS =
      """
      update domain
      set allowed_origins = coalesce($2::text[], allowed_origins),
          greeting = coalesce($3::text, greeting),
          locale = coalesce($4::text, locale),
          language = coalesce($5::text, language),
          name = coalesce($6::text, name),
          enabled = coalesce($7::boolean, enabled)
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

  /** The tenant's articles, $2 passages at a time: the first of them by its position. */
  static final String PARTS_OF_ARTICLES =
      """
      select distinct article, position / $2::int * $2::int as first
      from knowledge
      where domain_id = $1
      order by article, first
      """;

  /**
   * Indexes the passages of a tenant's article anew, as {@link #ADD_PASSAGES} does: from one ($3)
   * on, $4 at most. The last of the headings above a passage's text is its own.
   */
  static final String INDEX_PASSAGES =
      """
      update knowledge k
      set search = %s
      from domain d,
           knowledge p
           cross join lateral (
             select coalesce(substring(p.heading from '^(.*) › '), '') as above,
                    regexp_replace(p.heading, '^.* › ', '') as own) h
      where d.id = $1
        and p.domain_id = d.id and p.article = $2
        and p.position >= $3::int and p.position < $3::int + $4::int
        and k.domain_id = d.id and k.id = p.id
      """
          .formatted(search("h.own", "h.above", "k.body"));

  /**
   * One load after the other per tenant: two of the same article would both find nothing to remove.
   * Unlike {@code for update} it does not hold up the turns, whose rows refer to the tenant.
   */
  static final String LOCK_KNOWLEDGE =
      "select id from domain where id = $1 and deleted_at is null for no key update";

  static final String REMOVE_ARTICLES =
      "delete from knowledge where domain_id = $1 and article = any($2::text[])";

  static final String ADD_PASSAGES =
      """
      insert into knowledge (id, domain_id, article, position, heading, body, url, shipped, search)
      select p.id, d.id, p.article, p.position, p.path, p.body, p.url, $2,
             %s
      from domain d,
           unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
                  $10::text[])
             as p(id, article, position, path, above, heading, body, url)
      where d.id = $1
      """
          .formatted(search("p.heading", "p.above", "p.body"));

  /**
   * Has every connection plan anew how it reads passages: a plan that was made when there were none
   * reads all that came since, for each word of a question. PostgreSQL does the same by itself, but
   * up to a minute later, unless it is told not to. Whoever is at it already is not waited for.
   */
  static final String PLAN_ANEW = "analyze (skip_locked) knowledge (domain_id)";

  /** The articles after $2, at most $3, by their names. */
  static final String LIST_ARTICLES =
      """
      select article, max(url) as url, count(*)::int as passages, max(created_at) as updated_at
      from knowledge
      where domain_id = $1 and ($2::text is null or article > $2)
      group by article
      order by article
      limit $3
      """;

  /** What of an article is there, and whether Parley itself brought it. */
  static final String ARTICLE =
      """
      select heading, body, url, shipped, created_at
      from knowledge
      where domain_id = $1 and article = $2
      order by position
      """;

  /**
   * A passage's own heading is indexed by its meaning (label A) and word by word (B), so that a
   * question of stop words alone, such as "Who are you?", finds its heading; the headings above it
   * (C) and the text (D) by their meaning.
   */
  private static String search(String heading, String above, String body) {
    return """
    setweight(to_tsvector(d.language::regconfig, %1$s), 'A')
                 || setweight(to_tsvector('simple', %1$s), 'B')
                 || setweight(to_tsvector(d.language::regconfig, %2$s), 'C')
                 || setweight(to_tsvector(d.language::regconfig, %3$s), 'D')\
    """
        .formatted(bounded(heading), bounded(above), bounded(body));
  }

  /**
   * A text as it is indexed, within a time that grows with its length. PostgreSQL looks from each
   * part of a run of words and signs, such as {@code a_a_a_}, as far as the run's end, for it may
   * be a path or an address: longer runs than anybody writes are broken after a sign. And from each
   * begin of a comment that has no end as far as the text's.
   */
  private static String bounded(String text) {
    return """
    (select left(t, length(t) - behind) || replace(right(t, behind), '<!--', '< !--')
     from (select t, position('>--' in reverse(t) || '>--') - 1 as behind
           from regexp_replace(%s, '\\S{200,}?[!-/:-@[-`{-~]', '\\& ', 'g') as t) as broken)\
    """
        .formatted(text);
  }

  private DomainQueries() {}
}
