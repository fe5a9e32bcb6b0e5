# The rounds: every kind of turn, in turn with pgbench and with the peers.
# Uses all the others; writes a line for each run into $results.
# shellcheck shell=bash disable=SC2034,SC2154

kinds=(returning new anon race knowledge)
word_counts=(12 200)
connection_counts=(16 64 256)
rounds=3
seconds=8
warm_up=60
first_chunk_seconds=3

# result CONTESTANT KIND WORDS CONNECTIONS ROUND FIELD…
result() {
  local IFS=$'\t'
  printf '%s\n' "$*" >>"$results"
}

columns='contestant kind words connections round turns/s p50 p99 max first_p50 first_p99 cpu_server cpu_postgres cpu_load wal commits statements rss rss_max refused unfinished errors'

start_results() {
  mkdir -p "$root/target/bench"
  results=$root/target/bench/$stamp.tsv
  tr ' ' '\t' <<<"$columns" >"$results"
}

# url_of, domain_on, mark_of CONTESTANT: Parley's servers and the peers alike.
declare -A peer_url=() peer_domain=()
peers=()

domain_on() {
  if [ -n "${peer_domain[$1]-}" ]; then
    printf '%s' "${peer_domain[$1]}"
  elif [ "$2" = knowledge ]; then
    printf '%s' "${domain_of[knowledge]}"
  else
    printf '%s' "${domain_of[$3]}"
  fi
}

mark_of() {
  # Peers answer in plain text, which has no end mark.
  if [ -z "${peer_url[$1]-}" ]; then printf '[DONE]'; fi
}

# warm CONTESTANT SECONDS WORDS KIND…: a little of each, which also makes the visitors who return.
warm() {
  local contestant=$1 kind each=$(($2 / ($# - 3))) count=$3
  shift 3
  [ "$each" -gt 0 ] || each=1
  for kind in "$@"; do
    next_run
    wrk_load "$folder/warm" "${peer_url[$contestant]-${server_url[$contestant]-}}" \
      "$(domain_on "$contestant" "$kind" "$count")" "$kind" 64 "$each" 0 "$(mark_of "$contestant")"
    loads_end || fail "wrk failed: $(cat "$folder/warm" "$folder/warm.errors")"
  done
}

# measure CONTESTANT KIND WORDS CONNECTIONS ROUND
measure() {
  local contestant=$1 kind=$2 count=$3 connections=$4 round=$5 since said good time p50 p99 max refused unfinished errors
  local url=${peer_url[$contestant]-${server_url[$contestant]-}} first=(- -) costs=(- - -) resident=(- -)
  next_run
  since=$(boundary)
  note before "$contestant"
  wrk_load "$folder/wrk" "$url" "$(domain_on "$contestant" "$kind" "$count")" "$kind" "$connections" "$seconds" 0 "$(mark_of "$contestant")"
  loads_end || fail "wrk failed: $(cat "$folder/wrk" "$folder/wrk.errors")"
  note after "$contestant"
  said=$(turns_of "$folder/wrk")
  IFS=$'\t' read -r good time p50 p99 max refused unfinished errors <<<"$said"
  if [ "$refused$unfinished$errors" != 000 ]; then
    violation "$contestant, $kind, $count words, $connections connections: $refused refused, $unfinished unfinished, $errors errors"
  fi
  if [ -z "${peer_url[$contestant]-}" ]; then
    check "$since" "$good" "$connections" "$contestant, $kind, $count words, $connections connections"
    costs=("$(spent wal "$good")" "$(spent transactions "$good")" "$(spent statements "$good")")
    IFS=$'\t' read -r -a resident <<<"$(memory "${server_pid[$contestant]}")"
    first_chunks "$contestant" "$kind" "$count" "$connections"
    empty_log "$contestant"
  fi
  result "$contestant" "$kind" "$count" "$connections" "$round" "$(per_second "$good" "$time")" "$p50" "$p99" "$max" \
    "${first[@]}" "$(spent server "$good")" "$(spent postgres "$good")" "$(spent load "$good")" "${costs[@]}" "${resident[@]}" \
    "$refused" "$unfinished" "$errors"
}

per_second() {
  awk -v n="$1" -v seconds="$2" 'BEGIN { printf "%.1f", n / seconds }'
}

# wrk knows only when a whole answer is there, so our client takes as many connections for a moment.
# Sets $first.
first_chunks() {
  [ "$first_chunk_seconds" -gt 0 ] || return 0
  next_run
  client "$folder/first" closed url="${server_url[$1]}" domain="$(domain_on "$1" "$2" "$3")" kind="$2" \
    seed="$stamp-$run" address="$known_address" connections="$4" warm-up=2 seconds="$first_chunk_seconds"
  loads_end || fail "the client failed: $(cat "$folder/first" "$folder/first.errors")"
  first[0]=$(said "$folder/first" first.p50)
  first[1]=$(said "$folder/first" first.p99)
}

# measure_pgbench WORDS ROUND KIND: beside that kind, in the same round.
measure_pgbench() {
  local said good rate mean
  next_run
  note before none
  pgbench_load "$folder/pgbench" "$1" "$seconds"
  loads_end || fail "pgbench failed: $(cat "$folder/pgbench" "$folder/pgbench.errors")"
  note after none
  said=$(pgbench_turns "$folder/pgbench")
  IFS=$'\t' read -r good rate mean <<<"$said"
  result pgbench "$3" "$1" 8 "$2" "$rate" "$mean" - - - - - "$(spent postgres "$good")" "$(spent load "$good")" \
    "$(spent wal "$good")" "$(spent transactions "$good")" "$(spent statements "$good")" - - 0 0 0
}

# The whole matrix.
measure_matrix() {
  local round count kind connections contestant
  prepare_contestants
  for ((round = 1; round <= rounds; round++)); do
    for count in "${word_counts[@]}"; do
      for kind in "${kinds[@]}"; do
        [ "$kind" != knowledge ] || [ "$count" = "${word_counts[0]}" ] || continue
        say "round $round of $rounds: $kind, $count words"
        measure_pgbench "$count" "$round" "$kind"
        for connections in "${connection_counts[@]}"; do
          measure parley "$kind" "$count" "$connections" "$round"
          for contestant in "${peers[@]}"; do
            # The peers have one answer, and no articles.
            if [ "$kind" != knowledge ] && [ "$count" = "${word_counts[0]}" ]; then
              measure "$contestant" "$kind" "$count" "$connections" "$round"
            fi
          done
        done
      done
    done
  done
  check_all
  print_matrix "$results"
}

prepare_contestants() {
  local contestant key
  start_parley
  say "warming up"
  for contestant in parley "${peers[@]}"; do warm "$contestant" "$warm_up" "${word_counts[0]}" returning new anon race; done
  for key in "${word_counts[@]:1}" knowledge; do warm parley 2 "$key" returning anon; done
  empty_log parley
}

# One server, with all domains.
start_parley() {
  [ -z "${server_pid[parley]-}" ] || return 0
  start_server parley
  make_domains parley 12 "${word_counts[@]}"
  make_knowledge parley
  make_pgbench_customers
}
