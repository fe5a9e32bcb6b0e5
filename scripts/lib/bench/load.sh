# The loads: wrk for throughput, pgbench for PostgreSQL's own limit, our client for what comes when.
# Uses $root, $lib, $folder and the domains.
# shellcheck shell=bash disable=SC2034,SC2154

# The run's number sets its new addresses and ids apart from all others.
run=0
known_address=known-%d@example.com

next_run() {
  run=$((run + 1))
}

# wrk_load OUTPUT URL DOMAIN KIND CONNECTIONS SECONDS [WHO [MARK]]: starts one.
wrk_load() {
  load "$1" env KIND="$4" DOMAIN="$3" SEED="$stamp-$run" WHO="${7-0}" ADDRESS="$known_address" MARK="${8-[DONE]}" \
    wrk -t 1 -c "$5" -d "${6}s" --timeout 10s -s "$lib/turns.lua" "$2/api/bot/stream"
}

# turns_of OUTPUT: good, seconds, p50, p99, max, refused, unfinished, errors.
turns_of() {
  grep '^TURNS' "$1" | cut -f 2- || fail "wrk failed: $(cat "$1" "$1.errors")"
}

# pgbench_load OUTPUT WORDS SECONDS: the two statements of a turn, by 8 clients.
pgbench_load() {
  local prefix
  printf -v prefix '01000000-%04x-7000-' "$run"
  load "$1" pgbench -n -M prepared -c 8 -j 1 -T "$3" -f "$lib/turn.pgbench.sql" -D n=0 \
    -D domain="${domain_of[pgbench]}" -D prefix="$prefix" -D answer="$(words "$2")" "$psql_url"
}

# pgbench_turns OUTPUT: how many, per second, and their mean in ms.
pgbench_turns() {
  awk '/^number of transactions actually processed:/ { n = $6 } /^tps = / { tps = $3 } /^latency average = / { mean = $4 }
    /^number of failed transactions: [1-9]/ { bad = 1 }
    END { if (!n || bad) exit 1; printf "%d\t%.1f\t%.3f", n, tps, mean }' "$1" || fail "pgbench failed: $(cat "$1" "$1.errors")"
}

# client OUTPUT MODE SETTING=VALUE…: our own, which tells the first chunk from the last.
client() {
  local output=$1
  shift
  load "$output" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=4 \
    -cp "$root/target/test-classes:$root/target/parley.jar" dev.parley.bench.LoadClient "$@"
}

# said OUTPUT NAME: the value of a line NAME<tab>VALUE that the client printed.
said() {
  awk -F '\t' -v name="$2" '$1 == name { print $2; found = 1 } END { exit !found }' "$1" ||
    fail "the client failed: $(cat "$1" "$1.errors")"
}

# A thousand customers for pgbench, as Parley's own are.
make_pgbench_customers() {
  domain_of[pgbench]=$(sql <<'SQL'
INSERT INTO domain (id, name, bot) VALUES (gen_random_uuid(), 'bench: pgbench', 'fixed') RETURNING id;
SQL
)
  sql -v domain="${domain_of[pgbench]}" <<'SQL'
CREATE TEMPORARY TABLE known AS
  SELECT n, gen_random_uuid() AS customer, gen_random_uuid() AS visitor FROM generate_series(0, 999) AS n;
INSERT INTO customer (id, domain_id, email, email_typed)
  SELECT customer, :'domain', format('pgbench-%s@example.com', n), format('pgbench-%s@example.com', n) FROM known;
INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
  SELECT visitor, :'domain', sha256(format('pgbench-%s', n)::bytea), customer FROM known;
INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
  SELECT gen_random_uuid(), :'domain', customer, visitor FROM known;
ANALYZE customer, visitor, chat_room;
SQL
}
