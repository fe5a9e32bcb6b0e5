# Many answers at once, and clients that do not read, in a small heap.
# shellcheck shell=bash disable=SC2034,SC2154

streams=10000
streams_per_second=1000
stalled=200
small_heap=-Xmx160m

# Each stream is a connection, at both of its ends.
enough_files() {
  local needed=$(($1 + 500))
  if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt "$needed" ]; then
    ulimit -n "$needed" 2>/dev/null || fail "$1 connections need as many open files: ulimit -n $needed"
  fi
}

measure_streams() {
  local times=$folder/streams-times resident most
  enough_files "$streams"
  start_server streams JAVA_OPTS="${JAVA_OPTS-} $small_heap" PARLEY_BOT_WORDS_PER_SECOND=1
  make_fixed streams streams "$(words 40)"
  make_fixed streams brief Hello
  say "$streams answers at a word a second, opened at $streams_per_second a second"
  next_run
  run_client "$times" streams url="${server_url[streams]}" domain="${domain_of[streams]}" warm-domain="${domain_of[brief]}" kind=new \
    seed="$stamp-$run" address="$known_address" streams="$streams" rate="$streams_per_second" warm-up="$warm_up"
  IFS=$'\t' read -r resident most <<<"$(memory "${server_pid[streams]}")"
  no_failures "$times" streams
  [ "$(said "$times" open.most)" = "$streams" ] || violation "streams: only $(said "$times" open.most) were open at once"
  keep_result streams "$times"
  echo
  row_head "$streams answers at once, $small_heap; ms"
  row "$times" first 'first chunk, from the intended start'
  row "$times" late 'a word later than due'
  printf '%s open at once, %s failed; resident at most %s MB, in the end %s MB\n\n' "$(said "$times" open.most)" "$(said "$times" failed)" "$most" "$resident"
  stop_server streams
}

measure_stalled() {
  local since idle now most=0 until
  enough_files "$stalled"
  start_server stalled JAVA_OPTS="${JAVA_OPTS-} $small_heap"
  make_long
  make_fixed stalled brief Hello
  say "$stalled clients that do not read"
  next_run
  run_client "$folder/warm" closed url="${server_url[stalled]}" domain="${domain_of[brief]}" kind=returning seed="$stamp-$run" \
    address="$known_address" connections=64 warm-up=0 seconds="$warm_up"
  next_run
  since=$(boundary)
  IFS=$'\t' read -r idle _ <<<"$(memory "${server_pid[stalled]}")"
  client "$folder/stalled-times" stalled url="${server_url[stalled]}" domain="${domain_of[long]}" kind=new seed="$stamp-$run" \
    address="$known_address" clients="$stalled" seconds=10
  until=$((SECONDS + 12))
  while [ "$SECONDS" -lt "$until" ]; do
    IFS=$'\t' read -r now _ <<<"$(memory "${server_pid[stalled]}")"
    if [ "$now" -gt "$most" ]; then most=$now; fi
    sleep 0.2
  done
  loads_end || fail "the client failed: $(cat "$folder/stalled-times.errors")"
  [ "$(said "$folder/stalled-times" asked)" = "$stalled" ] || violation "stalled: not all have asked"
  check "$since" "$stalled" 0 stalled
  printf 'stalled\tmb\t%s\n' "$((most - idle))" >>"${results%.tsv}-times.tsv"
  printf '\n%s clients that do not read, %s: resident %s MB before, at most %s MB meanwhile: %s MB\n\n' "$stalled" "$small_heap" "$idle" "$most" "$((most - idle))"
  stop_server stalled
}

# A domain whose bot says 32,000 characters, in 200 words: by SQL, as an owner may not have so many.
make_long() {
  make_fixed stalled long Hello
  sql -c "UPDATE domain SET fixed_text = rtrim(repeat(repeat('x', 159) || ' ', 200)) || 'x' WHERE id = '${domain_of[long]}'"
  administer stalled bot "${domain_of[long]}" fixed >/dev/null
}
