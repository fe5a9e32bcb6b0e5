-- After how many days a room is deleted in which nobody said anything any more; null: never.
alter table domain add column retention_days integer check (retention_days between 1 and 36500);

-- That somebody was erased, and what went: nothing in it tells who it was.
create table erasure (
  id         uuid primary key,
  domain_id  uuid not null references domain (id) on delete cascade,
  customers  bigint not null,
  visitors   bigint not null,
  rooms      bigint not null,
  messages   bigint not null,
  mentions   bigint not null, -- messages of others in which the address stood
  erased_at  timestamptz not null default now()
);

create index erasure_by_domain on erasure (domain_id, id);

-- Whoever deletes a customer or a visitor finds his rooms, as the foreign keys do, without reading the whole table.
create index chat_room_by_customer on chat_room (customer_id) where customer_id is not null;
create index chat_room_by_visitor on chat_room (visitor_id);
