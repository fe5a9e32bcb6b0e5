package dev.parley.bot;

import java.time.Duration;

/** The bot verticle's SQL, and how long it may take. */
final class BotQueries {

  /**
   * How long a look-up may take: a visitor waits for it, and better so than that his answer fails
   * when many come at once. Later, it has failed.
   */
  static final Duration PATIENCE = Duration.ofSeconds(6);

  /** Who answers for a domain. */
  static final String DOMAIN_BOT =
      """
      select bot, fixed_text, language
      from domain
      where id = $1
      """;

  /**
   * The passages of the domain ($1) that answer the question ($3, in the language $2) best, the
   * best one first, $5 at most; only those that have enough of the question, the floor ($4).
   *
   * <p>A word weighs more the fewer passages of the domain have it, so that a name that stands in
   * all of them decides nothing; and more in the passage's own heading (label A) than in those
   * above it (C) or in the text (D). A question of stop words alone ("Who are you?") is looked for
   * in the headings word by word: they are indexed in the configuration {@code simple} too (B). Of
   * a question in whole sentences its four weightiest words are what a passage has to have enough
   * of.
   *
   * <p>A long section is several passages. What follows of it goes with the one that was found, for
   * whoever says one alone.
   *
   * <p>The domain's passages are read by their own index: the one for the words would bring those
   * of every other domain as well.
   */
  static final String BEST_PASSAGES =
      """
      with passage as materialized (
        select id, search from knowledge where domain_id = $1
      ),
      word as materialized (
        select lexeme, '''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''' as quoted
        from unnest(to_tsvector($2::text::regconfig, $3::text))
        limit 32
      ),
      plain_word as materialized (
        select ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''':B')::tsquery as in_heading,
               lexeme
        from unnest(to_tsvector('simple', $3::text))
        limit 32
      ),
      term as materialized (
        select lexeme, quoted::tsquery as anywhere, (quoted || ':A')::tsquery as in_heading,
               (quoted || ':C')::tsquery as above, (quoted || ':D')::tsquery as in_body
        from word
        union all
        select lexeme, in_heading, in_heading, in_heading, in_heading
        from plain_word
        where not exists (select from word)
      ),
      hit as materialized (
        select t.lexeme, p.id,
               case when p.search @@ t.in_heading then 1.0 else 0.8 end as certainty,
               case when p.search @@ t.in_heading then 2.0 else 0.0 end
               + case when p.search @@ t.above then 1.0 else 0.0 end
               + case when p.search @@ t.in_body then 1.0 else 0.0 end as place
        from term t join passage p on p.search @@ t.anywhere
      ),
      frequency as (
        select t.lexeme,
               greatest(count(h.id), 1)::float8 as passages,
               (select count(*) from passage)::float8 as of_all
        from term t left join hit h on h.lexeme = t.lexeme
        group by t.lexeme
      ),
      rarity as materialized (
        select lexeme, ln(1 + (greatest(of_all, 1) - passages + 0.5) / (passages + 0.5)) as weight
        from frequency
      ),
      candidate as materialized (
        select h.id,
               sum(r.weight * h.place) as score,
               sum(r.weight * h.certainty)
               / (select sum(weight)
                  from (select weight from rarity order by weight desc limit 4) as weightiest) as coverage
        from hit h join rarity r on r.lexeme = h.lexeme
        group by h.id
      )
      select k.heading, k.body, k.url,
             (select string_agg(f.body, E'\n\n' order by f.position)
              from knowledge f
              where f.domain_id = $1 and f.article = k.article and f.heading = k.heading
                and f.position > k.position and f.position <= k.position + 3) as rest
      from candidate c join knowledge k on k.domain_id = $1 and k.id = c.id
      where c.coverage >= $4
      order by
        c.score * c.coverage
        * (1 + (select count(*) from plain_word w where k.search @@ w.in_heading)::float8
               / (select count(*) from plain_word)) desc,
        k.article, k.position
      limit $5
      """;

  /**
   * What was said before a turn ($3) of a visitor ($1) of the domain ($2), as far as he may know
   * it, newest first: at most $4 messages, and as many whole ones as are $5 characters together. Of
   * an unverified visitor that is what was said in his own visits, whatever room it is in; of a
   * verified one, what anybody said in his customer's room and in those that were folded into it.
   * {@code is_foreign} marks what was said to another visitor who was not verified then.
   *
   * <p>Of the answers only those that he may take for what was meant: none that runs or failed.
   *
   * <p>Of each room the newest are read by index, then merged: so a long history costs nothing. Of
   * the rooms that were folded into his the newest hundred count.
   */
  static final String HISTORY =
      """
      with recursive reader as materialized (
        select id, customer_id, verified from visitor where id = $1 and domain_id = $2
      ),
      part (id) as (
        select owned.id
        from reader cross join lateral (
          select id from chat_room
          where customer_id = reader.customer_id and closed_at is null and domain_id = $2
          limit 1
        ) as owned
        where reader.verified
        union
        select folded.id
        from part cross join lateral (
          select id from chat_room where folded_into = part.id and domain_id = $2
          order by id desc
          limit 100
        ) as folded
      ),
      said as (
        select own.*, false as is_foreign
        from reader cross join lateral (
          select id, role, body from chat_message
          where visitor_id = reader.id and domain_id = $2 and id < $3
            and (role = 'user' or status in ('complete', 'stopped', 'interrupted'))
          order by id desc
          limit $4
        ) as own
        where not reader.verified
        union all
        select shared.id, shared.role, shared.body, not shared.verified and shared.visitor_id <> $1
        from part cross join lateral (
          select id, role, body, verified, visitor_id from chat_message
          where room_id = part.id and domain_id = $2 and id < $3
            and (role = 'user' or status in ('complete', 'stopped', 'interrupted'))
          order by id desc
          limit $4
        ) as shared
      ),
      newest as (
        select id, role, body, is_foreign from said order by id desc limit $4
      ),
      measured as (
        select *, sum(length(body)) over (order by id desc) as chars
        from newest
      )
      select role, body, is_foreign
      from measured
      where chars <= $5
      order by id desc
      """;

  private BotQueries() {}
}
