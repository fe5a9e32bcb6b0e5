# A long run at half of what the server can do, measured tenth by tenth.
# Uses all the others.
# shellcheck shell=bash disable=SC2034,SC2154

soak_usage() {
  cat <<'TEXT'
usage: scripts/soak [OPTION…]

Starts a PostgreSQL and Parley, as a user starts it, keeps it busy at half of the
most that it does, all on this machine and over 127.0.0.1, and prints a line for
each tenth of the time: what the visitors felt, and what the server held. In the
end it says what is more than a quarter worse than in the first tenth.

Options:
  --minutes N          in all, without the warm-up (30)
  --rate N             turns a second (half of what 64 connections reach, which is
                       measured anew before each tenth: a machine that others use is
                       not as fast in each half hour)
  --database URL       postgresql://…, of a superuser: databases of its own are made
                       there, and dropped at the end
  --keep               leaves the temporary folder with the logs

The client that puts the load on is new in each tenth, and warms up before it. While
it is compiled it takes much of a small machine, and the server may refuse turns for
want of a processor: that is told, and no failure.

Exits 1 when a turn failed, was lost or doubled, or when memory, threads,
connections or open files grew by more than a quarter; 2 when the command is wrong.
TEXT
}

soak_minutes=30
soak_rate=

read_soak_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        soak_usage
        exit
        ;;
      --keep) keep=true ;;
      --minutes | --rate | --database)
        [ $# -ge 2 ] || wrong "$1 takes a value"
        case $1 in
          --minutes) number "$1" "$2" && soak_minutes=$2 ;;
          --rate) number "$1" "$2" && soak_rate=$2 ;;
          --database) given_database=$2 ;;
        esac
        shift
        ;;
      *) wrong "there is no option '$1'" ;;
    esac
    shift
  done
}

# What lives in the server's heap, in MB: what a whole collection leaves. The collection gives
# memory back besides, which the next tenth takes again.
collected() {
  jcmd "${server_pid[parley]}" GC.class_histogram | awk '$1 == "Total" { printf "%.1f", $3 / 1048576 }'
}

# What the server holds while nothing runs: resident and live memory in MB, threads, open files, connections
# to the database. What is resident is read before the collection, as the load left it.
holdings() {
  local pid=${server_pid[parley]} resident live threads files connections
  IFS=$'\t' read -r resident _ <<<"$(memory "$pid")"
  live=$(collected)
  threads=$(awk '/^Threads:/ { print $2 }' "/proc/$pid/status")
  files=$(find "/proc/$pid/fd" -mindepth 1 | wc -l)
  connections=$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
  printf '%s\t%s\t%s\t%s\t%s' "$resident" "$live" "$threads" "$files" "$connections"
}

# One that is closed meanwhile is none.
open_sockets() {
  { find "/proc/${server_pid[parley]}/fd" -mindepth 1 -lname 'socket:*' 2>/dev/null || true; } | wc -l
}

# The connections of the load are closed by and by.
at_rest() {
  [ "$(open_sockets)" -le "$sockets_at_rest" ]
}

soak_tenth() {
  local times=$folder/tenth since turns
  latency_rate=$soak_rate
  choose_rate
  within 30 at_rest || fail "the connections of wrk are still open"
  next_run
  since=$(boundary)
  client "$times" open url="${server_url[parley]}" domain="${domain_of[12]}" kind=returning seed="$stamp-$run" \
    address="$known_address" rate="$latency_rate" warm-up=8 seconds=$((soak_minutes * 6))
  loads_end || fail "the client failed: $(cat "$times" "$times.errors")"
  turns=$(said "$times" answered)
  no_failures "$times" "tenth $1"
  check "$since" "$turns" 0 "tenth $1"
  within 30 at_rest || say "tenth $1: connections of the load are still open"
  printf '%s\t%s\t%s\t%.2f\t%.2f\t%.2f\t%s\n' "$1" "$latency_rate" "$turns" "$(said "$times" first.p50)" "$(said "$times" first.p99)" \
    "$(said "$times" end.p99)" "$(holdings)" >>"$folder/tenths"
  tail -n 1 "$folder/tenths" | awk -F '\t' '{ printf "%5s %6d %10d %9.2f %9.2f %9.2f %9d %9.1f %8d %6d %6d\n", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 }'
  empty_log parley
}

# What is worse in the last tenth than in the first, by more than a quarter: the rate is half of what
# it could do, so less is worse there.
judge() {
  local grown
  grown=$(awk -F '\t' '
    BEGIN { split("- rate - - p99_to_the_first_chunk p99_to_the_end resident live_memory threads open_files connections", name, " ") }
    NR == 1 { split($0, first) }
    { split($0, last) }
    END {
      if (last[2] < 0.75 * first[2]) print 2 "\t" name[2] ": " first[2] " -> " last[2]
      for (i = 5; i <= 11; i++) if (last[i] > 1.25 * first[i] && last[i] - first[i] > 2) print i "\t" name[i] ": " first[i] " -> " last[i]
    }' "$folder/tenths")
  [ -n "$grown" ] || {
    echo "Nothing is more than a quarter worse than in the first tenth."
    return 0
  }
  local which what
  while IFS=$'\t' read -r which what; do
    # Times are told; the machine may have had other things to do.
    if [ "$which" -le 6 ]; then echo "slower: ${what//_/ }"; else violation "grown: ${what//_/ }"; fi
  done <<<"$grown"
}

soak() {
  local tenth sockets_at_rest
  start_server parley
  make_domains parley 12
  sockets_at_rest=$(($(open_sockets) + 8))
  say "warming up"
  warm parley "$warm_up" 12 returning new anon race
  age_log 150 # as many as there are until a checkpoint, which gives them back
  collected >"$folder/collected" # as before each of the other tenths
  empty_log parley
  printf '\n%s minutes; rate in turns a second; times in ms, from the intended start; memory in MB, at rest\n' "$soak_minutes"
  printf '%5s %6s %10s %9s %9s %9s %9s %9s %8s %6s %6s\n' tenth rate turns '1st p50' '1st p99' 'end p99' resident live threads files 'to DB'
  for ((tenth = 1; tenth <= 10; tenth++)); do soak_tenth "$tenth"; done
  echo
  judge
  check_all
}
