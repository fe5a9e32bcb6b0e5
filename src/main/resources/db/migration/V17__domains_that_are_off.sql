-- A tenant that is off is to its visitors as one that is not there, and keeps all that it has. A constant default
-- rewrites no table.
alter table domain add column enabled boolean not null default true;
