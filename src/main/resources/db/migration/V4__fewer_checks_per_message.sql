-- Each check of a foreign key is a statement of its own, and a lock on the row that is referred to; a turn paid four of
-- them for its two messages, half for the visitor. What is left is the room's: a message is in a room of its tenant, and
-- the room is there. The visitor is looked up by the statement that stores the question, by his tenant and secret; but
-- whoever deletes a visitor must delete his messages first, which the database does not see to any more. A room's
-- tenant is its visitor's, to whom it refers with it.
alter table chat_message drop constraint chat_message_domain_id_visitor_id_fkey;
alter table chat_room drop constraint chat_room_domain_id_fkey;
