-- Each check of a foreign key is a statement of its own, and a lock on the row that is referred to. Of those that a
-- message cost, these said what others say: a message's room is its tenant's and refers to the visitor who opened it,
-- so neither tenant, room nor that visitor can go while messages are left; a room's tenant is its visitor's.
alter table chat_message drop constraint chat_message_domain_id_visitor_id_fkey;
alter table chat_room drop constraint chat_room_domain_id_fkey;
