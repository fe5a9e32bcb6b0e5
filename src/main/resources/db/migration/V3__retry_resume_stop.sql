-- The same message, sent again with the same key, is one message: by this index, whatever arrives at the same moment.
-- By the visitor's bytes: so a key is looked up by this index alone, and never by walking through a visitor's history.
alter table chat_message add column message_key text;
create unique index chat_message_key on chat_message (uuid_send(visitor_id), message_key) where message_key is not null;

-- What a visitor may read back: what was said in his own visits, newest first.
create index chat_message_by_visitor on chat_message (visitor_id, id);

-- A process that takes turns. It holds a session advisory lock on its id as long as it lives, and writes that id on
-- the turns that it takes and on the answers that it says. A row whose lock is free is one of a process that died.
create table node (
  id          integer generated always as identity primary key,
  oldest_open uuid not null, -- no turn of its own before this one is without its answer
  started_at  timestamptz not null default now()
);

-- No foreign key: a node's row goes when its turns are closed, and every insert would lock it meanwhile.
alter table chat_message add column node_id integer;
create index chat_message_streaming on chat_message (node_id) where status = 'streaming';

alter table domain drop constraint domain_bot_check;
alter table domain add constraint domain_bot_check check (bot in ('knowledge', 'fixed', 'model'));
