# Bad clients, and too many good ones.
# Uses all the others.
# shellcheck shell=bash disable=SC2034,SC2154

siege_usage() {
  cat <<'TEXT'
usage: scripts/siege [MEASUREMENT…] [OPTION…]

Starts a PostgreSQL and Parley, as a user starts it, besieges it, all on this
machine and over 127.0.0.1, and prints what good clients felt of it. Everything
that it starts, it ends.

What is measured:
  --attackers          good clients at a fixed rate, beside each kind of bad ones
  --overload           twice the most that the server does, beside 80 % of it
                       Both, when nothing is said

Options:
  --rate N             turns a second of the good clients (100)
  --seconds N          of each attack and of each load (10), besides what warms up:
                       8 s of each attack, whose turns are counted but not timed, and
                       a minute and a half of --overload. By default all of it
                       takes six minutes
  --visitors N         how many at once make the most that the server does (64)
  --heap SIZE          the server's -Xmx (256m)
  --database URL       postgresql://…, of a superuser: databases of its own are made
                       there, and dropped at the end
  --keep               leaves the temporary folder with the logs

Debian's slowhttptest is three of the attackers. Exits 1 when a good client was
refused or failed beside bad ones, 2 when the command is wrong.
TEXT
}

siege_rate=100
siege_seconds=10
siege_visitors=64
siege_warm_up=8
siege_heap=256m

read_siege_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        siege_usage
        exit
        ;;
      --attackers | --overload) measurements+=("${1#--}") ;;
      --keep) keep=true ;;
      --rate | --seconds | --visitors | --heap | --database)
        [ $# -ge 2 ] || wrong "$1 takes a value"
        case $1 in
          --rate) number "$1" "$2" && siege_rate=$2 ;;
          --seconds) number "$1" "$2" && siege_seconds=$2 ;;
          --visitors) number "$1" "$2" && siege_visitors=$2 ;;
          --heap) siege_heap=$2 ;;
          --database) given_database=$2 ;;
        esac
        shift
        ;;
      *) wrong "there is no option '$1'" ;;
    esac
    shift
  done
  [ ${#measurements[@]} -gt 0 ] || measurements=(attackers overload)
}

siege_client() {
  local output=$1
  shift
  next_run
  client "$output" "$@" url="${server_url[siege]}" domain="${domain_of[brief]}" kind=returning seed="$stamp-$run" \
    address="$known_address" seconds="$siege_seconds"
}

# begin_siege VARIABLE=VALUE…: a server with a domain that says little, and one that says much.
begin_siege() {
  start_server siege JAVA_OPTS="${JAVA_OPTS-} -Xmx$siege_heap" "$@"
  make_fixed siege brief "$(words 12)"
  make_fixed siege long Hello
  sql -c "UPDATE domain SET fixed_text = rtrim(repeat(repeat('x', 159) || ' ', 200)) || 'x' WHERE id = '${domain_of[long]}'"
  administer siege bot "${domain_of[long]}" fixed >/dev/null
}

# The figures of the good clients, beside whoever runs now.
good_beside() {
  local who=$1 times=$folder/good resident failed
  siege_client "$times" open rate="$siege_rate" warm-up="$siege_warm_up"
  wait "${loads[-1]}" || fail "the client failed: $(cat "$times" "$times.errors")"
  unset 'loads[-1]'
  IFS=$'\t' read -r resident _ <<<"$(memory "${server_pid[siege]}")"
  failed=$(said "$times" failed)
  printf '%-34s %9s %9s %9.2f %9.2f %9s\n' "$who" "$(said "$times" answered)" "$failed" "$(said "$times" end.p50)" "$(said "$times" end.p99)" "$resident"
  [ "$failed" = 0 ] || violation "beside $who: $failed good turns failed: $(said "$times" failure)"
  empty_log siege
}

# attacked NAME COMMAND…: good clients while that runs.
attacked() {
  local name=$1
  shift
  "$@"
  good_beside "$name"
  end_loads
}

# attack KIND COUNT DOMAIN: they are there when this comes back, and stay as long as is measured.
attack() {
  client "$folder/attack" attack url="${server_url[siege]}" domain="${domain_of[$3]}" attacker="$1" clients="$2" \
    seconds=$((siege_seconds + siege_warm_up + 20))
  within 30 grep -q '^there' "$folder/attack" || fail "the attackers failed: $(cat "$folder/attack" "$folder/attack.errors")"
}

slow_http() {
  load "$folder/slow" slowhttptest "$@" -c 1000 -r 500 -l $((siege_seconds + siege_warm_up + 20)) -p 3
}

besiege_with_attackers() {
  local url
  begin_siege
  url=${server_url[siege]}
  say "bad clients, of each kind in turn"
  printf '\n%-34s %9s %9s %9s %9s %9s\n' "$siege_rate turns/s of good clients" answered failed 'p50 ms' 'p99 ms' 'MB'
  good_beside 'nobody'
  attacked '1,000 stalled readers' attack stalled 1000 long
  attacked '2,000 idle connections' attack idle 2000 brief
  attacked '1,000 slow heads' attack heads 1000 brief
  attacked '1,000 slow bodies' attack bodies 1000 brief
  attacked '1,000 in chunks of a byte' attack chunks 1000 brief
  attacked 'a flood of 8,000 connections' attack flood 8000 brief
  if command -v slowhttptest >/dev/null; then
    attacked 'slowhttptest, slowloris' slow_http -H -i 1 -t GET -u "$url/widget.js"
    attacked 'slowhttptest, slow body' slow_http -B -i 1 -s 8192 -t POST -u "$url/api/bot/stream"
    attacked 'slowhttptest, slow read' slow_http -X -w 10 -y 20 -n 5 -z 32 -k 3 -u "$url/widget.js"
  else
    say "there is no slowhttptest: apt-get install slowhttptest"
  fi
  good_beside 'nobody, in the end'
  echo
  stop_server siege
}

# row_of_load NAME WHAT
row_of_load() {
  printf '%-34s %9s %9s %9s %9.2f %9.2f %9.2f\n' "$2" "$(said "$folder/overload" "$1.persecond")" "$(said "$folder/overload" "$1.refused")" \
    "$(said "$folder/overload" "$1.failed")" "$(said "$folder/overload" "$1.p50")" "$(said "$folder/overload" "$1.p99")" "$(said "$folder/overload" "$1.sent.p99")"
}

besiege_with_overload() {
  local resident most
  begin_siege
  age_log 150 # as many segments as it fills
  say "more than the server can do"
  siege_client "$folder/overload" overload visitors="$siege_visitors" warm-up=$((siege_warm_up * 8))
  loads_end || fail "the client failed: $(cat "$folder/overload" "$folder/overload.errors")"
  IFS=$'\t' read -r resident most <<<"$(memory "${server_pid[siege]}")"
  printf '\n%-34s %9s %9s %9s %9s %9s %9s\n' 'load' 'turns/s' refused failed 'p50 ms' 'p99 ms' 'sent late'
  printf '%-34s %9s\n' "the most, $siege_visitors at once" "$(said "$folder/overload" best.persecond)"
  row_of_load at80 '80 % of it'
  row_of_load at200 'twice as much'
  row_of_load after 'half of it, from 2 s after that'
  printf 'resident at most %s MB, in the end %s MB\n\n' "$most" "$resident"
  stop_server siege
}
