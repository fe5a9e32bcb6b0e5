-- A customer who was merged into another one stays as a row, so that his address leads to the other ever after: whoever
-- looks a customer up by his address takes coalesce(merged_into, id). Never a chain: the one who stays has none. Not
-- valid, so that no table is read through for rows that cannot break it: they have none.
alter table customer add column merged_into uuid;
alter table customer add constraint customer_not_merged_into_itself check (merged_into <> id) not valid;
alter table customer add constraint customer_merged_into
  foreign key (domain_id, merged_into) references customer (domain_id, id) not valid;
create index customer_by_merge on customer (merged_into) where merged_into is not null;

-- For whoever looks for addresses by their beginnings: in the order of their bytes, whatever the database's language.
create index customer_by_address on customer (domain_id, email text_pattern_ops);

-- Whose room it was when customers were merged and it was folded into another one. What was folded when a visitor was
-- recognised has none: that was the visitor's own, and can be so again.
alter table chat_room add column folded_from uuid;
