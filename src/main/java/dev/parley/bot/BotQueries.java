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
   * <p>A word's passages are found by the keys that {@code V15__knowledge_found_by_word.sql} makes
   * of them, one for each way in which the passage may have it; {@code offset 0} keeps that look-up
   * by itself. Its second condition is one that no index answers and that is tried first where none
   * is used: other domains' passages never count.
   *
   * <p>The domain is named at one place, and where no plan can know it: one that is made for it
   * alone would always seem cheaper than the one that is kept, and to make it takes longer than to
   * run it.
   *
   * <p>Of passages that answer alike the one that stands first is best. Sums whose parts are added
   * in different orders differ in their last digits, which is what rounding is for. The other
   * {@code offset 0} has what is indexed of a passage unpacked once, not for each word.
   */
  static final String BEST_PASSAGES =
      """
      with asked as materialized (
        select $1::uuid as domain_id
      ),
      word as materialized (
        select lexeme from unnest(to_tsvector($2::text::regconfig, $3::text))
        limit 32
      ),
      plain_word as materialized (
        select lexeme,
               ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''':B')::tsquery as in_heading
        from unnest(to_tsvector('simple', $3::text))
        limit 32
      ),
      term (n, key, certainty, place) as materialized (
        select n, knowledge_word((select domain_id from asked), places, lexeme), certainty, place
        from (select lexeme, row_number() over () as n from word) as numbered
        cross join (values ('0', 0.8::float8, 0::float8), ('1', 0.8, 1), ('2', 0.8, 2),
                           ('A0', 1, 2), ('A1', 1, 3), ('A2', 1, 4)) as part (places, certainty, place)
        union all
        select row_number() over (), knowledge_word((select domain_id from asked), 'B', lexeme), 1, 4
        from plain_word
        where not exists (select from word)
      ),
      hit as materialized (
        select n, certainty, place, found.id
        from term
        cross join lateral (
          select id from knowledge
          where knowledge_words(domain_id, search) @> array[term.key]
            and domain_id is not distinct from (select domain_id from asked)
          offset 0
        ) as found
      ),
      rarity as materialized (
        select n, ln(1 + (greatest(of_all, 1) - passages + 0.5) / (passages + 0.5)) as weight
        from (
          select t.n, greatest(count(h.id), 1)::float8 as passages,
                 (select count(*) from knowledge
                  where domain_id = (select domain_id from asked))::float8 as of_all
          from (select distinct n from term) t left join hit h on h.n = t.n
          group by t.n
        ) as frequency
      ),
      candidate as materialized (
        select h.id,
               sum(r.weight * h.place) as score,
               sum(r.weight * h.certainty)
               / (select sum(weight)
                  from (select weight from rarity order by weight desc limit 4) as weightiest) as coverage
        from hit h join rarity r on r.n = h.n
        group by h.id
      )
      select k.heading, k.body, k.url,
             (select string_agg(f.body, E'\n\n' order by f.position)
              from knowledge f
              where f.domain_id = k.domain_id and f.article = k.article and f.heading = k.heading
                and f.position > k.position and f.position <= k.position + 3) as rest
      from candidate c
      join knowledge k on k.domain_id = (select domain_id from asked) and k.id = c.id
      cross join lateral (select k.search || '' as search offset 0) as whole
      where c.coverage >= $4
      order by
        round((c.score * c.coverage
               * (1 + (select count(*) from plain_word w where whole.search @@ w.in_heading)::float8
                      / (select count(*) from plain_word)))::numeric, 9) desc,
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
   * <p>What he was told while he was verified may be of his customer's whole room. For an answer
   * that is not of a verified visitor's it counts in the room alone where it was said: the answer
   * may go to the room of another customer, who reads it.
   *
   * <p>Who is verified by now may have asked before he was, or as somebody else, and then the
   * answer goes to another room, to be read there: he counts as verified only for a question that
   * was asked so, in a room of that customer's.
   *
   * <p>Of the answers only those that he may take for what was meant: none that runs or failed.
   *
   * <p>Of each room the newest are read by index, then merged: so a long history costs nothing. Of
   * the rooms that were folded into his the newest hundred count. For what does not count of his
   * own, further is looked back, but not beyond ten times as many messages.
   */
  static final String HISTORY =
      """
      with recursive reader as materialized (
        select visitor.id, visitor.customer_id,
               question.room_id,
               visitor.verified and coalesce(
                 question.verified and coalesce(room.customer_id, whole.customer_id) = visitor.customer_id,
                 false) as verified
        from visitor
        left join lateral (
          select room_id, verified from chat_message where id = $3 and domain_id = $2
          limit 1
        ) as question on true
        left join lateral (
          select customer_id, folded_into from chat_room where id = question.room_id
          limit 1
        ) as room on visitor.verified
        left join lateral (
          select customer_id from chat_room where id = room.folded_into
          limit 1
        ) as whole on visitor.verified
        where visitor.id = $1 and visitor.domain_id = $2
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
        select own.id, own.role, own.body, false as is_foreign
        from reader cross join lateral (
          select looked.id, looked.role, looked.body
          from (
            select id, role, body, verified, room_id from chat_message
            where visitor_id = reader.id and domain_id = $2 and id < $3
              and (role = 'user' or status in ('complete', 'stopped', 'interrupted'))
            order by id desc
            limit 10 * $4::bigint
          ) as looked
          where not looked.verified or looked.room_id = reader.room_id
          order by looked.id desc
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
