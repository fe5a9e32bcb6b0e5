-- What years leave: :customers customers with a visitor and a room each, :messages messages, :domains
-- domains. One domain, :busy, has half of all customers; one room has a fifth of all messages. Ids
-- begin with the time, as Parley's do, and ascend from two months ago; turns of all rooms are mixed.
-- The references are right as they are made, so nobody checks them one by one.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '512MB';

CREATE FUNCTION pg_temp.id(table_digit text, n bigint, of bigint) RETURNS uuid LANGUAGE sql AS $$
  SELECT (lpad(to_hex(((extract(epoch FROM now()) - 60 * 86400) * 1000)::bigint + n * (50 * 86400000::bigint) / of), 12, '0')
    || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || table_digit || lpad(to_hex(n * 2), 14, '0'))::uuid
$$;

-- The first of them is the one that is measured, and has half of all.
CREATE TEMPORARY TABLE tenant AS
  SELECT n, CASE n WHEN 0 THEN :'busy'::uuid ELSE pg_temp.id('1', n, :domains) END AS id
  FROM generate_series(0, :domains - 1) AS n;
CREATE TEMPORARY TABLE customers AS
  SELECT one.n, pg_temp.id('2', one.n, :customers) AS customer, pg_temp.id('3', one.n, :customers) AS visitor,
         pg_temp.id('4', one.n, :customers) AS room, tenant.id AS domain
  FROM generate_series(0, :customers - 1) AS one (n)
  JOIN tenant ON tenant.n = CASE WHEN one.n % 2 = 0 THEN 0 ELSE one.n % :domains END;
CREATE INDEX ON customers (n);
ANALYZE customers;

INSERT INTO domain (id, name, bot) SELECT id, 'bench: tenant ' || n, 'fixed' FROM tenant WHERE n > 0;
INSERT INTO customer (id, domain_id, email, email_typed)
  SELECT customer, domain, format('grown-%s@example.com', n), format('grown-%s@example.com', n) FROM customers ORDER BY n;
INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
  SELECT visitor, domain, sha256(format('grown-%s', n)::bytea), customer FROM customers ORDER BY n;
INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
  SELECT room, domain, customer, visitor FROM customers ORDER BY n;

-- Every fifth turn is one of the same customer; the others are spread over all rooms.
INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
SELECT CASE role.answers WHEN 0 THEN turn.id ELSE encode(set_bit(uuid_send(turn.id), 120, 1), 'hex')::uuid END,
       customers.domain, customers.room, customers.visitor, turn.id,
       CASE role.answers WHEN 0 THEN 'user' ELSE 'assistant' END,
       CASE role.answers WHEN 0 THEN 'What are your opening hours, and do you have the blue one?'
                         ELSE 'Hello there, thank you for your message. How can we help you?' END,
       'complete'
FROM (SELECT n, pg_temp.id('5', n, :messages / 2) AS id,
             CASE n % 5 WHEN 0 THEN 2 ELSE n * 7919::bigint % :customers END AS who
      FROM generate_series(0, :messages / 2 - 1) AS n) AS turn
JOIN customers ON customers.n = turn.who
CROSS JOIN generate_series(0, 1) AS role (answers);

-- As autovacuum does by itself after so many rows, a minute later.
ANALYZE domain, customer, visitor, chat_room, chat_message;
CHECKPOINT;
