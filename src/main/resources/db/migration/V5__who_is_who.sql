-- By which a tenant's own site vouches for its visitors. The one without an end is the current one; the one before it
-- is valid for a while after a rotation. A secret is 256 random bits in hex: PostgreSQL's UUIDs are 122 bits each of
-- its strong random source.
create table domain_secret (
  domain_id  uuid not null references domain (id) on delete cascade,
  secret     text not null default encode(
               sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  primary key (domain_id, secret)
);

create unique index domain_secret_current on domain_secret (domain_id) where expires_at is null;

insert into domain_secret (domain_id) select id from domain;

-- Whoever makes a tenant, by whatever way, makes it with a secret.
create function give_domain_a_secret() returns trigger language plpgsql as
$$
begin
  insert into domain_secret (domain_id) values (new.id);
  return null;
end
$$;

create trigger domain_has_a_secret after insert on domain
  for each row execute function give_domain_a_secret();

-- Whether the visitor was verified when it was written; an answer is as its question.
alter table chat_message add column verified boolean not null default false;
