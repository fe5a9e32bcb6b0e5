-- The two statements of a turn, and nothing else, on Parley's own tables: a customer who is there
-- writes, and is answered. Ids ascend for each client, as Parley's do for each process; random ones
-- would cost PostgreSQL more. RUN and CLIENT set them apart, CUSTOMERS bounds the addresses.
\set who random(0, 999)
\set n :n + 2
WITH found AS (
  SELECT room.id AS room, room.visitor_id AS visitor
  FROM customer
  JOIN chat_room AS room ON room.customer_id = customer.id AND room.closed_at IS NULL
  WHERE customer.domain_id = :domain::uuid AND customer.email = 'pgbench-' || :who || '@example.com'
)
INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
SELECT turn.id, :domain::uuid, room, visitor, turn.id, 'user', 'Hi again, it is me here', 'complete'
FROM found, (SELECT (:prefix || lpad(:client_id, 4, '0') || '-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid AS id) AS turn
RETURNING room_id AS room, visitor_id AS visitor, id AS turn \gset
INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
VALUES ((:prefix || lpad(:client_id, 4, '0') || '-' || lpad(to_hex(:n::bigint + 1), 12, '0'))::uuid,
        :domain::uuid, :room::uuid, :visitor::uuid, :turn::uuid, 'assistant', :answer, 'complete');
