# What a run costs, and whether what it left is right.
# Uses $postmaster, $server_pid and sql.
# shellcheck shell=bash disable=SC2034,SC2154

ticks=$(getconf CLK_TCK)

# Processor time so far, in ms: of one process, of PostgreSQL with all the processes that it had, and
# of the loads that have ended.
cpu_of() {
  sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk -v ticks="$ticks" '{ printf "%d", ($12 + $13) * 1000 / ticks }'
}

cpu_of_postgres() {
  [ -n "$postmaster" ] || return 0
  # One that has just ended is none of ours.
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v postmaster="$postmaster" -v ticks="$ticks" '
    { pid = $1; sub(/^.*\) /, "") }
    pid == postmaster { n += $12 + $13 + $14 + $15 }
    $2 == postmaster { n += $12 + $13 }
    END { printf "%d", n * 1000 / ticks }'
}

# cpu_of_loads FILE: of what `times` wrote there.
cpu_of_loads() {
  tail -n 1 "$1" | tr 'ms' '  ' | awk '{ printf "%d", ($1 * 60 + $2 + $3 * 60 + $4) * 1000 }'
}

# Where PostgreSQL stands: bytes of WAL, transactions that wrote, statements ("" when not counted).
database_standing() {
  sql -c "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, pg_snapshot_xmax(pg_current_snapshot())" \
    -c "SELECT sum(calls) FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())" \
    2>/dev/null | tr '\n' '\t'
}

# memory PID: what it has resident, and had at most, in MB.
memory() {
  awk '/^VmRSS:/ { now = $2 } /^VmHWM:/ { most = $2 } END { printf "%d\t%d", now / 1024, most / 1024 }' "/proc/$1/status"
}

declare -A before=() after=()

# note before|after SERVER: all of it.
note() {
  local -n noted=$1
  local wal='' transactions='' statements=''
  # shellcheck disable=SC2034
  IFS=$'\t' read -r wal transactions statements _ <<<"$(database_standing || true)"
  noted[wal]=$wal
  noted[transactions]=$transactions
  noted[statements]=$statements
  noted[postgres]=$(cpu_of_postgres)
  noted[server]=''
  if [ -n "${server_pid[$2]-}" ]; then noted[server]=$(cpu_of "${server_pid[$2]}"); fi
  times >"$folder/times"
  noted[load]=$(cpu_of_loads "$folder/times")
}

# spent NAME TURNS: what one turn took of it; - where it is not known.
spent() {
  awk -v from="${before[$1]}" -v to="${after[$1]}" -v turns="$2" \
    'BEGIN { if (from == "" || to == "" || turns == 0) print "-"; else printf "%.4g", (to - from) / turns }'
}

# The least id of a row that is made from now on: they begin with the time.
boundary() {
  local hex
  printf -v hex '%012x' "$(date +%s%3N)"
  printf '%s-%s-7000-8000-000000000000' "${hex:0:8}" "${hex:8:4}"
}

violations=0

violation() {
  violations=$((violations + 1))
  say "VIOLATION: $1"
}

# stored BOUNDARY DOMAIN…: the turns since then that are stored, and how many of them have not exactly
# one whole answer.
stored() {
  sql -v since="$1" <<'SQL'
SET enable_seqscan = off;
SELECT count(*) FILTER (WHERE questions > 0), count(*) FILTER (WHERE questions <> 1 OR answers <> 1 OR others <> 0)
FROM (
  SELECT turn_id, count(*) FILTER (WHERE role = 'user') AS questions,
         count(*) FILTER (WHERE role = 'assistant' AND status = 'complete') AS answers,
         count(*) FILTER (WHERE role = 'assistant' AND status <> 'complete') AS others
  FROM chat_message
  WHERE id >= :'since'
  GROUP BY turn_id
) AS turn;
SQL
}

settled() {
  [ "$(stored "$1" | cut -f 2)" = 0 ]
}

# check BOUNDARY ACKNOWLEDGED IN_FLIGHT WHAT: nothing twice, nothing missing.
check() {
  local since=$1 acknowledged=$2 in_flight=$3 what=$4 turns unsettled doubles
  # Who was cut off at the end is answered nevertheless, a moment later.
  within 5 settled "$since" || true
  IFS=$'\t' read -r turns unsettled <<<"$(stored "$since")"
  [ "$unsettled" = 0 ] || violation "$what: $unsettled turns without exactly one whole answer"
  if [ "$turns" -lt "$acknowledged" ] || [ "$turns" -gt $((acknowledged + in_flight)) ]; then
    violation "$what: $acknowledged turns acknowledged, $turns stored"
  fi
  doubles=$(doubles "$since")
  [ "$doubles" = $'0\t0\t0' ] || violation "$what: doubles (customers, open rooms) and customers without a room: $doubles"
}

# doubles BOUNDARY: among those made since then: customers that are there twice, open rooms that are,
# and customers without one.
doubles() {
  sql -v since="$1" <<'SQL'
SET enable_seqscan = off;
SELECT
  (SELECT count(*) FROM customer AS one WHERE id >= :'since' AND EXISTS (
    SELECT FROM customer AS other
    WHERE other.domain_id = one.domain_id AND other.email = one.email AND other.id <> one.id)),
  (SELECT count(*) FROM chat_room AS one WHERE id >= :'since' AND closed_at IS NULL AND EXISTS (
    SELECT FROM chat_room AS other
    WHERE other.customer_id = one.customer_id AND other.closed_at IS NULL AND other.id <> one.id)),
  (SELECT count(*) FROM customer WHERE id >= :'since' AND NOT EXISTS (
    SELECT FROM chat_room WHERE customer_id = customer.id AND closed_at IS NULL));
SQL
}

# At the very end: over all that there is, by reading all of it, whatever the indexes say.
check_all() {
  local doubles
  doubles=$(
    sql <<'SQL'
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
SELECT
  (SELECT count(*) FROM (SELECT FROM customer GROUP BY domain_id, email HAVING count(*) > 1) AS twice),
  (SELECT count(*) FROM (SELECT FROM chat_room WHERE customer_id IS NOT NULL AND closed_at IS NULL
                         GROUP BY customer_id HAVING count(*) > 1) AS twice);
SQL
  )
  [ "$doubles" = $'0\t0' ] || violation "in the end: customers and open rooms that are there twice: $doubles"
}
