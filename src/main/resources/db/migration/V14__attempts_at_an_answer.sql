-- An answer that broke off may be asked for afresh, and is another text then. By this number whoever heard a part of one
-- attempt is told from whom heard a part of the next. Null is the first, as nearly all are.
alter table chat_message add column attempt integer;
