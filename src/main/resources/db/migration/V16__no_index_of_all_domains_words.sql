-- No statement uses it: it would bring the passages of every other domain as well. Apart from V15, for questions wait for
-- this, which takes no time, and are not to wait for an index that is made.
drop index knowledge_search;
