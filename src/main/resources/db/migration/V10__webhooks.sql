-- Where a domain's events go: a URL of its owner's, to which each is posted, signed by the secret.
create table webhook (
  id                  uuid primary key,
  domain_id           uuid not null references domain (id) on delete cascade,
  url                 text not null,
  events              text[] not null check (
                        cardinality(events) > 0
                        and events <@ array['customer.created', 'message.stored', 'answer.completed']),
  enabled             boolean not null default true,
  disabled_because    text, -- when it was the receiver who had it disabled
  secret              text not null,
  previous_secret     text, -- signs beside the new one for a while after a rotation
  previous_expires_at timestamptz,
  created_at          timestamptz not null default now()
);

create index webhook_by_domain on webhook (domain_id, id);
create index webhook_enabled on webhook (domain_id) where enabled;

-- The outbox: what is to be told, written by the statement that stores what it tells of. It bears references and no
-- contents: these are read when it is sent, and who is erased leaves nothing here. No foreign keys, whose checks would
-- lock a webhook's one row in every batch of its domain: what is left of a webhook that is gone is removed at
-- remove_at. The key is one of version 7 (RFC 9562), so that a list is in the order of time.
create table webhook_delivery (
  id              uuid primary key default encode(
                    set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                      placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                      from 1 for 6), 52, 1), 53, 1), 'hex')::uuid,
  domain_id       uuid not null,
  webhook_id      uuid not null,
  event_type      text not null,
  subject         uuid not null,            -- the customer or the message
  outcome         text not null default '', -- an answer's status: one that failed may be asked for again
  state           text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts        integer not null default 0,
  created_at      timestamptz not null default now(),
  next_attempt_at timestamptz not null default now(), -- while it is being sent: when it counts as lost
  last_status     integer,
  last_error      text,
  delivered_at    timestamptz,
  remove_at       timestamptz not null default now() + interval '30 days'
);

-- A batch whose commit was lost is sent again: so each event is told once.
create unique index webhook_delivery_once on webhook_delivery (webhook_id, subject, event_type, outcome);
create index webhook_delivery_due on webhook_delivery (webhook_id, next_attempt_at) where state = 'pending';
create index webhook_delivery_by_state on webhook_delivery (webhook_id, state, id);
create index webhook_delivery_to_remove on webhook_delivery (remove_at);
