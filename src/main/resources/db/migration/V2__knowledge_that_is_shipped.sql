-- An article that Parley brings along is refreshed when its text changes in a new version; one of the same name that
-- an owner loaded never is.
alter table knowledge add column shipped boolean not null default false;
