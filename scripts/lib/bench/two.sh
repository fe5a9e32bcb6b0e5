# Two servers on one database.
# shellcheck shell=bash disable=SC2034,SC2154

measure_two() {
  local round kind connections=64 first_chunk_seconds=0
  prepare_contestants
  start_server second
  next_run
  wrk_load "$folder/warm" "${server_url[second]}" "${domain_of[12]}" returning 64 "$warm_up"
  loads_end || fail "wrk failed: $(cat "$folder/warm" "$folder/warm.errors")"
  for ((round = 1; round <= rounds; round++)); do
    for kind in returning new anon race; do
      say "round $round of $rounds: $kind, one server and two"
      measure parley "$kind" 12 "$connections" "$round"
      measure_both "$kind" "$connections" "$round"
    done
  done
  check_all
  echo
  echo "$connections connections, 12 words, turns a second, medians of $rounds rounds:"
  compare_contestants parley 'one server' two 'two servers'
  stop_server second
}

# Half of the connections go to each of them; those who race do so on both.
measure_both() {
  local kind=$1 half=$(($2 / 2)) round=$3 since part said sum=0 rate=0 worst=0 bad=(0 0 0) good time p50 p99 max refused unfinished errors
  next_run
  since=$(boundary)
  wrk_load "$folder/wrk.first" "${server_url[parley]}" "${domain_of[12]}" "$kind" "$half" "$seconds" 0
  wrk_load "$folder/wrk.second" "${server_url[second]}" "${domain_of[12]}" "$kind" "$half" "$seconds" 1
  loads_end || fail "wrk failed: $(cat "$folder"/wrk.*)"
  for part in first second; do
    said=$(turns_of "$folder/wrk.$part")
    IFS=$'\t' read -r good time p50 p99 max refused unfinished errors <<<"$said"
    [ "$refused$unfinished$errors" = 000 ] || violation "two, $kind: $refused refused, $unfinished unfinished, $errors errors"
    sum=$((sum + good))
    bad=($((bad[0] + refused)) $((bad[1] + unfinished)) $((bad[2] + errors)))
    rate=$(awk -v a="$rate" -v n="$good" -v seconds="$time" 'BEGIN { printf "%.1f", a + n / seconds }')
    worst=$(awk -v a="$worst" -v b="$p99" 'BEGIN { print (a + 0 > b + 0 ? a : b) }')
  done
  check "$since" "$sum" "$2" "two servers, $kind"
  result two "$kind" 12 "$2" "$round" "$rate" - "$worst" - - - - - - - - - - - "${bad[@]}"
  empty_log second
  empty_log parley
}

# compare_contestants ONE TITLE OTHER TITLE: medians of both, and of their ratio in each round.
compare_contestants() {
  awk -v one="$1" -v one_title="$2" -v other="$3" -v other_title="$4" -f "$lib/median.awk" -f "$lib/compare.awk" "$results"
  echo
}
