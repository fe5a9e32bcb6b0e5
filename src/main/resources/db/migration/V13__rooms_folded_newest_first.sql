-- Anybody can type an address, and each time a room is folded into its owner's. Whoever reads that room reads the newest
-- of them, found by this index, however many there are.
drop index chat_room_by_fold;
create index chat_room_by_fold on chat_room (folded_into, id) where folded_into is not null;
