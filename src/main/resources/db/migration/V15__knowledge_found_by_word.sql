-- A question reads the passages that have its words, and no other: not those of other domains, nor all of its own. So the
-- index's keys bear the domain, where the word stands, and the word itself; in 64 bits, since a key of its own for each
-- would be some 40 bytes long. Two of a thousand million keys are the same once in forty times, and then a passage of the
-- same domain, at the most, has a word too many.
--
-- Both functions come of pg_catalog alone, and are parsed here: a restore has no search_path. These hashes are the ones
-- that partitions are made by, so that PostgreSQL keeps them from version to version.

create function knowledge_word(domain_id uuid, place text, lexeme text) returns bigint
  language sql immutable strict parallel safe
  return hashtextextended(place || ' ' || lexeme, uuid_hash_extended(domain_id, 0));

-- A word has one key that says all of where it stands by its meaning: 'A' if in the passage's own heading, and in how many
-- of two other places, the headings above (label C) and the text (D). So a question weighs it without reading the passage.
-- Word by word in the heading (B) it has another, 'B'.
--
-- Some 30 µs for a long passage. It is to seem more, for no plan is to work it out for the rows of a table, however few
-- they are: a plan is kept while they become many.
create function knowledge_words(domain_id uuid, search tsvector) returns bigint[]
  language sql immutable strict parallel safe cost 10000
  return array(
    select knowledge_word(domain_id, place, lexeme)
    from unnest(search) as word
    cross join lateral (values (
      case when 'A' = any (weights) then 'A' else '' end
        || (array['0', '1', '2'])[1 + ('C' = any (weights))::integer + ('D' = any (weights))::integer]),
      (case when 'B' = any (weights) then 'B' end)) as had (place)
    where place is not null);

-- Whoever loads articles waits until it is made, and questions do not; no turn has anything to do with it. With a list of
-- pending entries (fastupdate) every question would have to read through what was loaded since the last vacuum.
create index knowledge_by_word on knowledge using gin (knowledge_words(domain_id, search)) with (fastupdate = off);

-- What it is asked for is never known when a plan is made, and analyze would work it out for 30,000 passages.
alter index knowledge_by_word alter column 1 set statistics 0;
