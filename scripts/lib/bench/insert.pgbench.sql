-- One plain statement: a message of a customer who is there.
\set n :n + 2
INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
SELECT turn.id, room.domain_id, room.id, room.visitor_id, turn.id, 'user', 'Hi again, it is me here', 'complete'
FROM (SELECT (:prefix || lpad(:client_id, 4, '0') || '-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid AS id) AS turn,
     (SELECT room.domain_id, room.id, room.visitor_id
      FROM customer JOIN chat_room AS room ON room.customer_id = customer.id AND room.closed_at IS NULL
      WHERE customer.domain_id = :domain::uuid AND customer.email = 'pgbench-7@example.com') AS room;
