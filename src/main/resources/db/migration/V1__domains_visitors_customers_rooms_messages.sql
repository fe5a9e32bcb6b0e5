-- Every table has its tenant, and every reference bears it too: (domain_id, x_id) → (domain_id, id).
-- So no row can point into another tenant, whatever a statement forgets.
-- Ids are UUIDv7 made by the program; messages are ordered by them, since now() is one value for a whole batch.

create table domain (
  id         uuid primary key,
  name       text not null,
  bot        text not null default 'knowledge' check (bot in ('knowledge', 'fixed')),
  fixed_text text not null default 'Thank you for your message. We are away at the moment and will get back to you.',
  -- PostgreSQL's text search configuration for the knowledge base
  language   text not null default 'english',
  created_at timestamptz not null default now()
);

create table customer (
  id          uuid primary key,
  domain_id   uuid not null references domain (id),
  email       text not null, -- normalised: what is compared
  email_typed text not null, -- as it was first typed
  created_at  timestamptz not null default now(),
  constraint email_domain_id unique (domain_id, email),
  constraint customer_of_domain unique (domain_id, id)
);

create table visitor (
  id            uuid primary key,
  domain_id     uuid not null references domain (id),
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  customer_id   uuid, -- whom he is taken for: recognised, not authenticated
  verified      boolean not null default false,
  created_at    timestamptz not null default now(),
  constraint visitor_secret unique (domain_id, secret_sha256),
  constraint visitor_of_domain unique (domain_id, id),
  foreign key (domain_id, customer_id) references customer (domain_id, id)
);

create index visitor_by_customer on visitor (customer_id) where customer_id is not null;

create table chat_room (
  id          uuid primary key,
  domain_id   uuid not null references domain (id),
  customer_id uuid,          -- null while the visitor is anonymous, and in a folded room
  visitor_id  uuid not null, -- who opened it
  folded_into uuid,          -- its messages are read as part of that room
  created_at  timestamptz not null default now(),
  closed_at   timestamptz,
  constraint chat_room_of_domain unique (domain_id, id),
  constraint chat_room_folded_has_no_customer check (folded_into is null or customer_id is null),
  constraint chat_room_not_folded_into_itself check (folded_into <> id),
  foreign key (domain_id, customer_id) references customer (domain_id, id),
  foreign key (domain_id, visitor_id) references visitor (domain_id, id),
  foreign key (domain_id, folded_into) references chat_room (domain_id, id)
);

create unique index chat_room_one_open_per_customer on chat_room (customer_id)
  where closed_at is null and customer_id is not null;

create unique index chat_room_one_open_per_anonymous_visitor on chat_room (visitor_id)
  where closed_at is null and customer_id is null and folded_into is null;

create index chat_room_by_fold on chat_room (folded_into) where folded_into is not null;

create table chat_message (
  id         uuid primary key,
  domain_id  uuid not null,
  room_id    uuid not null,
  visitor_id uuid not null, -- who wrote it, or whom it answers
  turn_id    uuid not null, -- the id of the user's message; the answer's id is the next one
  role       text not null check (role in ('user', 'assistant')),
  body       text not null,
  status     text not null check (status in ('streaming', 'complete', 'stopped', 'failed', 'interrupted')),
  created_at timestamptz not null default now(),
  constraint chat_message_turn check (case role when 'user' then id = turn_id else id > turn_id end),
  constraint chat_message_user_complete check (role <> 'user' or status = 'complete'),
  foreign key (domain_id, room_id) references chat_room (domain_id, id),
  foreign key (domain_id, visitor_id) references visitor (domain_id, id)
);

create index chat_message_by_room on chat_message (room_id, id);

-- A passage of an article: what a question finds, and what the knowledge bot says.
create table knowledge (
  id         uuid primary key,
  domain_id  uuid not null references domain (id),
  article    text not null, -- the article's name
  position   integer not null,
  heading    text not null, -- the headings above the passage, outermost first
  body       text not null, -- Markdown
  search     tsvector not null,
  created_at timestamptz not null default now(),
  constraint knowledge_passage unique (domain_id, article, position)
);

create index knowledge_search on knowledge using gin (search);
