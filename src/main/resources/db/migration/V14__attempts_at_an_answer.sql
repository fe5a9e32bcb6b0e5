-- An answer that broke off may be asked for afresh, and is another text then. By this number whoever heard a part of one
-- attempt is told from whom heard a part of the next. A constant default rewrites no table. Of a visitor's message it
-- says nothing.
alter table chat_message add column attempt integer not null default 1;
