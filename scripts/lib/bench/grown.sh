# A database that has grown, beside an empty one on the same PostgreSQL.
# shellcheck shell=bash disable=SC2034,SC2154

grown_scale=1

measure_grown() {
  local round kind first_chunk_seconds=0 empty_database=$database_url grown_database grown_address address=$known_address fixed=${domain_of[12]-}
  start_server empty
  make_fixed empty empty "$(words 12)"
  make_database "parley_bench_grown_$$"
  grown_database=$database_url
  start_server grown
  make_fixed grown grown "$(words 12)"
  fill "${domain_of[grown]}"
  for ((round = 0; round <= rounds; round++)); do
    for kind in returning new anon race; do
      # The first round only warms up.
      [ "$round" -eq 0 ] || say "round $round of $rounds: $kind, empty and grown"
      use_database "$empty_database"
      measure_on empty "$kind" "$round" known-%d@example.com
      use_database "$grown_database"
      measure_on grown "$kind" "$round" "$grown_address"
    done
  done
  check_all
  echo
  echo "64 connections, 12 words, turns a second, medians of $rounds rounds:"
  compare_contestants empty 'empty tables' grown 'grown tables'
  stop_server grown
  stop_server empty
  use_database "$empty_database"
  known_address=$address
  domain_of[12]=$fixed
}

# measure_on SERVER KIND ROUND ADDRESS
measure_on() {
  known_address=$4
  domain_of[12]=${domain_of[$1]}
  if [ "$3" -eq 0 ]; then
    warm "$1" $((warm_up / 4 + 1)) 12 "$2"
  else
    measure "$1" "$2" 12 64 "$3"
  fi
}

# fill DOMAIN: it is the busy one. The returning visitors are spread over all customers.
fill() {
  local customers messages domains begun=$SECONDS
  customers=$(awk -v scale="$grown_scale" 'BEGIN { printf "%d", 1000000 * scale }')
  messages=$((customers * 5))
  domains=1000
  grown_address=grown-%d$(zeros $((customers / 1000)))@example.com
  say "filling: $customers customers, $messages messages, $domains domains"
  load "$folder/fill" psql -X -q -v ON_ERROR_STOP=1 -d "$psql_url" -v customers="$customers" -v messages="$messages" -v domains="$domains" \
    -v busy="$1" -f "$lib/grown.sql"
  loads_end || fail "cannot fill the database: $(cat "$folder/fill.errors")"
  printf 'grown       %s customers, %s messages, %s: filled in %d s\n' "$customers" "$messages" \
    "$(sql -c 'SELECT pg_size_pretty(pg_database_size(current_database()))')" $((SECONDS - begun))
}

# zeros N: as many as make of 1 the greatest power of ten that is not above it.
zeros() {
  local n=$1
  while [ "$n" -ge 10 ]; do
    printf 0
    n=$((n / 10))
  done
}
