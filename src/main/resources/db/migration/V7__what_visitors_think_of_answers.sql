-- What the visitor thinks of an answer; the last word counts. Null while he said nothing. Not valid, so that no table is
-- read through for rows that cannot break it: they have none.
alter table chat_message add column rating text;
alter table chat_message add constraint chat_message_rating
  check (rating is null or rating in ('up', 'down') and role = 'assistant') not valid;
