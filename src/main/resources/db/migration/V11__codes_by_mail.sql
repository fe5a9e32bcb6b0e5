-- Codes by which visitors prove their addresses themselves. A visitor has one at a time: a new one takes the place of
-- the one before. The hash is keyed by the visitor's secret, of which nothing but its SHA-256 is stored: so nobody who
-- reads this table can find out which of a million codes it is.
create table visitor_code (
  id            uuid primary key,
  domain_id     uuid not null references domain (id) on delete cascade,
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32), -- whose it is; he need not have written yet
  email         text not null, -- normalised: what is proven
  email_typed   text not null,
  code_hash     bytea not null check (octet_length(code_hash) = 32),
  tries         integer not null default 0,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  used_at       timestamptz,
  used_by       uuid,          -- the one proof that it was good for, so that this can be sent again
  constraint visitor_code_one_each unique (domain_id, secret_sha256)
);

create index visitor_code_to_remove on visitor_code (expires_at);

-- When codes were mailed to an address in the last day, so that nobody fills a stranger's mailbox, nor tries too often.
create table code_mail (
  domain_id  uuid not null references domain (id) on delete cascade,
  email      text not null,
  sent       timestamptz[] not null,
  remove_at  timestamptz not null,
  primary key (domain_id, email)
);

create index code_mail_to_remove on code_mail (remove_at);
