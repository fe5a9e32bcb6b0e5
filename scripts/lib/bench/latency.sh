# When each chunk comes: at a fixed rate, alone, and beside a model that speaks at a steady pace.
# shellcheck shell=bash disable=SC2034,SC2154

latency_rate=
latency_seconds=60
strangers=2000

# Runs our client, and waits for it.
run_client() {
  client "$@"
  loads_end || fail "the client failed: $(cat "$1" "$1.errors")"
}

# row OUTPUT NAME WHAT: p50, p99, p99.9 and the most of it.
row() {
  local figure value values=()
  for figure in p50 p99 p99.9 max; do
    value=$(said "$1" "$2.$figure")
    values+=("$value")
  done
  printf '%-34s %9.2f %9.2f %9.2f %9.2f\n' "$3" "${values[@]}"
}

row_head() {
  printf '%-34s %9s %9s %9s %9s\n' "$1" p50 p99 p99.9 most
}

# keep_result MEASUREMENT OUTPUT: all that the client said.
keep_result() {
  sed "s/^/$1\t/" "$2" >>"${results%.tsv}-times.tsv"
}

# no_failures OUTPUT WHAT: while our client is compiled it takes much of a small machine, and the server may
# refuse turns for want of a processor: that is told, and no failure.
no_failures() {
  local early failed
  early=$(awk -F '\t' '$1 == "failed.warming-up" { n = $2 } END { print n + 0 }' "$1")
  failed=$(($(said "$1" failed) - early))
  [ "$early" = 0 ] || say "$2: $early turns failed before it, as the client warmed up: $(said "$1" failure)"
  [ "$failed" = 0 ] || violation "$2: $failed turns failed: $(said "$1" failure)"
}

# Half of what returning visitors reach at 64 connections, unless it was said.
choose_rate() {
  [ -z "$latency_rate" ] || return 0
  next_run
  wrk_load "$folder/wrk" "${server_url[parley]}" "${domain_of[12]}" returning 64 "$seconds"
  loads_end || fail "wrk failed: $(cat "$folder/wrk" "$folder/wrk.errors")"
  latency_rate=$(turns_of "$folder/wrk" | awk -F '\t' '{ printf "%d", $1 / $2 / 2 }')
}

measure_latency() {
  local since times=$folder/open
  prepare_contestants
  age_log 60
  choose_rate
  say "$latency_rate turns a second for $latency_seconds s"
  next_run
  since=$(boundary)
  note before parley
  run_client "$times" open url="${server_url[parley]}" domain="${domain_of[12]}" kind=returning seed="$stamp-$run" \
    address="$known_address" rate="$latency_rate" warm-up=8 seconds="$latency_seconds"
  note after parley
  no_failures "$times" latency
  check "$since" "$(said "$times" answered)" 0 latency
  keep_result latency "$times"
  echo
  row_head "$latency_rate turns/s, open loop, $latency_seconds s; ms"
  row "$times" first 'first chunk, from the intended start'
  row "$times" gap 'gap between chunks'
  row "$times" end 'end, from the intended start'
  row "$times" sent 'of it: sent late by our client'
  printf 'seconds with an answer over 25 ms (second:ms): %s\n' "$(said "$times" spikes)"
  printf 'at most %s turns at once; CPU ms a turn, the warm-up included: server %s, PostgreSQL %s, our client %s\n\n' "$(said "$times" open.most)" \
    "$(spent server "$(said "$times" answered)")" "$(spent postgres "$(said "$times" answered)")" "$(spent load "$(said "$times" answered)")"
  empty_log parley
}

# One turn after the other, beside one statement after the other.
measure_alone() {
  local round
  prepare_contestants
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: alone"
    next_run
    run_client "$folder/alone" closed url="${server_url[parley]}" domain="${domain_of[12]}" kind=returning seed="$stamp-$run" \
      address="$known_address" connections=1 warm-up=4 seconds="$seconds"
    no_failures "$folder/alone" alone
    keep_result alone "$folder/alone"
    one_statement >"$folder/statement"
    printf '%s\t%s\t%s\n' "$(said "$folder/alone" first.p50)" "$(said "$folder/alone" end.p50)" "$(cat "$folder/statement")" >>"$folder/alone-rounds"
  done
  echo
  awk -f "$lib/median.awk" -f "$lib/alone.awk" "$folder/alone-rounds"
  rm "$folder/alone-rounds"
}

# The p50 of one insert of a message, and of both statements of a turn, by one client of pgbench.
one_statement() {
  mkdir -p "$folder/pgbench-log"
  pgbench_alone insert.pgbench.sql
  printf '\t'
  pgbench_alone turn.pgbench.sql
}

pgbench_alone() {
  local prefix
  next_run
  printf -v prefix '01000000-%04x-7000-' "$run"
  rm -f "$folder/pgbench-log"/*
  load "$folder/pgbench" pgbench -n -M prepared -c 1 -T "$seconds" -f "$lib/$1" -D n=0 -D domain="${domain_of[pgbench]}" \
    -D prefix="$prefix" -D answer="$(words 12)" -l --log-prefix="$folder/pgbench-log/log" "$psql_url"
  loads_end || fail "pgbench failed: $(cat "$folder/pgbench.errors")"
  cut -d ' ' -f 3 "$folder/pgbench-log"/* | sort -n | awk '{ took[NR] = $1 } END { printf "%.3f", took[int((NR + 1) / 2)] / 1000 }'
}

# A hundred answers of a model that says a token every 40 ms: what is added to each token.
measure_paced() {
  local port
  port=$(free_port 4180)
  start_server paced OPENAI_BASE_URL="http://127.0.0.1:$port/v1" PARLEY_MODEL_PROVIDER=openai
  domain_of[paced]=$(administer paced create 'bench: paced')
  administer paced bot "${domain_of[paced]}" model >/dev/null
  next_run
  run_client "$folder/paced-times" paced url="${server_url[paced]}" domain="${domain_of[paced]}" kind=returning seed="$stamp-$run" \
    address="$known_address" connections=100 pace=40 tokens=100 model-port="$port" warm-up=12 seconds="$latency_seconds"
  [ "$(said "$folder/paced-times" failed)" = 0 ] || violation "paced: $(said "$folder/paced-times" failed) turns failed"
  keep_result paced "$folder/paced-times"
  echo
  row_head "100 answers of a model, 25 tokens/s; ms"
  row "$folder/paced-times" added 'from the model to the visitor'
  echo
  stop_server paced
}

# Strangers who type somebody's address, and nobody's, one after the other on an idle server.
measure_telltale() {
  local times=$folder/telltale
  prepare_contestants
  next_run
  run_client "$times" telltale url="${server_url[parley]}" domain="${domain_of[12]}" kind=new seed="$stamp-$run" \
    address="$known_address" strangers="$strangers"
  keep_result telltale "$times"
  printf '\n%s strangers each, one after the other; p50 in ms\n' "$strangers"
  printf '%-34s %9s\n' 'an address that is known' "$(said "$times" known.p50)" 'an address that nobody has' "$(said "$times" unknown.p50)" \
    'area under the ROC curve' "$(said "$times" auc)"
  echo
}
