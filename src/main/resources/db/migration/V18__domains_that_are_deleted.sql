-- Since when a tenant is deleted: all that it has goes in the background, a few rows at a time, and at last this row. Until
-- then it is what tells a process that has just begun that there is something left to do.
alter table domain add column deleted_at timestamptz;
