# The PostgreSQL that all run on: one of our own, or a database of our own in the one that was named.
# Uses $folder and $given_database; sets $database_url and, when it is on this machine, $postmaster.
# shellcheck shell=bash disable=SC2034,SC2154

# shellcheck source=scripts/lib/ports.sh
. "$root/scripts/lib/ports.sh"

database_url=
postmaster=
postgres_bin=
own_postmaster=
own_databases=()
as_postgres=()

find_postgres() {
  local bin
  postgres_bin=
  while read -r bin; do
    bin=${bin%/initdb}
    if [ "$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ]; then postgres_bin=$bin; fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | grep -v '\*' || true)
  [ -n "$postgres_bin" ] || fail "there is no PostgreSQL 15 or newer in /usr/lib/postgresql: apt-get install postgresql, or name one with --database"
}

# A whole URL may be read by everybody in a list of processes, so the password goes another way.
use_database() {
  database_url=$1
  psql_url=$1
  local login=${1#*://} password
  login=${login%%[/?]*}
  case $login in
    *:*@*)
      password=${login#*:}
      password=${password%@*}
      psql_url=${psql_url/":$password@"/@}
      password=${password//\\/\\\\}
      PGPASSWORD=$(printf '%b' "${password//%/\\x}")
      export PGPASSWORD
      ;;
  esac
}

# in_database NAME: $database_url, with another database's name.
in_database() {
  local rest=${database_url#*://} parameters=''
  case $rest in
    *\?*) parameters="?${rest#*\?}" ;;
  esac
  rest=${rest%%[/?]*}
  printf '%s://%s/%s%s' "${database_url%%://*}" "$rest" "$1" "$parameters"
}

sql() {
  psql -X -q -At -F $'\t' -v ON_ERROR_STOP=1 -d "$psql_url" "$@"
}

start_postgres() {
  if [ -n "$given_database" ]; then
    use_given_database
  else
    start_own_postgres
  fi
  find_postmaster
}

use_given_database() {
  use_database "$given_database"
  make_database "parley_bench_$$" || fail "cannot make a database there"
}

# make_database NAME: and uses it.
make_database() {
  sql -c "CREATE DATABASE $1" >/dev/null || return 1
  own_databases+=("$1")
  use_database "$(in_database "$1")"
  sql -c "CREATE EXTENSION IF NOT EXISTS pg_stat_statements" >/dev/null 2>&1 || true
}

start_own_postgres() {
  local port password data=$folder/postgres/data
  find_postgres
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  mkdir "$folder/postgres"
  printf '%s' "$password" >"$folder/postgres/password"
  if [ "$(id -u)" = 0 ]; then
    as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chown -R postgres: "$folder/postgres"
  fi
  (cd / && "${as_postgres[@]}" "$postgres_bin/initdb" -D "$data" -U parley -A scram-sha-256 \
    --pwfile="$folder/postgres/password" -E UTF8 --locale=C.UTF-8 --data-checksums) >"$folder/initdb.log" 2>&1 ||
    fail "initdb failed: $(tail -n 3 "$folder/initdb.log")"
  port=$(free_port 25510)
  # Durable, and otherwise as an operator would have it; what is not named is PostgreSQL's default.
  cat >>"$data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 1GB
max_wal_size = 4GB
min_wal_size = 4GB
$(preload)
CONF
  (cd / && exec "${as_postgres[@]}" "$postgres_bin/postgres" -D "$data") >"$folder/postgres.log" 2>&1 &
  own_postmaster=$!
  use_database "postgresql://parley:$password@127.0.0.1:$port/postgres"
  within 30 answers || fail "PostgreSQL did not start: $(tail -n 3 "$folder/postgres.log")"
  make_database parley
}

# age_log SEGMENTS: a server that has run for a while writes its log into segments that were used before. A
# new one makes each of them first, 16 MB, while every commit waits: some 50 ms, every 12,000 turns.
age_log() {
  local i
  [ -n "$own_postmaster" ] || return 0
  {
    for ((i = 0; i < $1; i++)); do echo "SELECT pg_logical_emit_message(false, '', ''); SELECT pg_switch_wal();"; done
    echo "CHECKPOINT;"
  } | sql >/dev/null
}

# It tells how many statements a turn takes.
preload() {
  local share
  share=$("$postgres_bin/pg_config" --sharedir 2>/dev/null || true)
  if [ -f "$share/extension/pg_stat_statements.control" ] || [ -f "/usr/share/postgresql/$(basename "$(dirname "$postgres_bin")")/extension/pg_stat_statements.control" ]; then
    echo "shared_preload_libraries = 'pg_stat_statements'"
  fi
}

answers() {
  sql -c 'SELECT 1' >/dev/null 2>&1
}

# Where PostgreSQL is another machine's, its processor time is not to be had.
find_postmaster() {
  local checkpointer
  postmaster=$own_postmaster
  checkpointer=$(sql -c "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
  if [ -z "$postmaster" ] && [ "$(cat "/proc/$checkpointer/comm" 2>/dev/null)" = postgres ]; then
    postmaster=$(awk '/^PPid:/ { print $2 }' "/proc/$checkpointer/status" 2>/dev/null || true)
  fi
}

stop_postgres() {
  local name
  if [ -n "$own_postmaster" ]; then
    end "$own_postmaster" INT
    own_postmaster=
  elif [ ${#own_databases[@]} -gt 0 ]; then
    use_database "$given_database"
    for name in "${own_databases[@]}"; do sql -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" >/dev/null || true; done
  fi
}
