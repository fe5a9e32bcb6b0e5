# Parley, as a process of its own, started as a user starts it.
# Uses $root, $folder and $database_url.
# shellcheck shell=bash disable=SC2034,SC2154

declare -A server_pid=() server_url=() domain_of=()

# The limits are on, and so high that one machine may play a thousand visitors.
no_limit=(PARLEY_LIMITS_MAX_STREAMS_PER_IP=1000000 PARLEY_LIMITS_MAX_STREAMS_PER_VISITOR=1000000
  PARLEY_LIMITS_MAX_CONNECTIONS_PER_IP=1000000)
for bucket in VISITOR VISITOR_TOKENS IP IP_TOKENS IP_REQUESTS DOMAIN DOMAIN_TOKENS; do
  no_limit+=("PARLEY_LIMITS_${bucket}_BURST=1000000000" "PARLEY_LIMITS_${bucket}_PER_MINUTE=1000000000")
done

# What stands in the environment counts as for scripts/run, so that settings can be tried.
# start_server NAME [VARIABLE=VALUE…]
start_server() {
  local name=$1 log=$folder/$1.log
  shift
  : >"$log"
  # Names of its own count for less than PARLEY_… ones: a database of the user's must not be taken.
  env -u PARLEY_DATABASE_URL -u PARLEY_HTTP_HOST -u PARLEY_HTTP_PORT -u PARLEY_MANAGEMENT_HOST \
    -u PARLEY_MANAGEMENT_PORT -u PARLEY_MODEL_BASE_URL \
    PARLEY_CONF="${PARLEY_CONF:-$root/conf/production.yaml}" \
    PARLEY_BOT_WORDS_PER_SECOND=0 \
    "${no_limit[@]}" \
    HOST=127.0.0.1 PORT=0 MANAGEMENT_HOST=127.0.0.1 MANAGEMENT_PORT=0 \
    PARLEY_HOME="$folder/$name" DATABASE_URL="$database_url" "$@" \
    "$root/scripts/run" >>"$log" 2>&1 &
  server_pid[$name]=$!
  within 180 ready_or_dead "$name" || fail "$name did not start: see $log"
  server_url[$name]=$(sed -n 's/^Parley is ready: //p' "$log" | head -n 1)
  [ -n "${server_url[$name]}" ] || fail "$name did not start: $(tail -n 3 "$log")"
}

ready_or_dead() {
  grep -q '^Parley is ready: ' "$folder/$1.log" || gone "${server_pid[$1]}"
}

stop_server() {
  [ -n "${server_pid[$1]-}" ] || return 0
  end "${server_pid[$1]}" TERM
  unset "server_pid[$1]" "server_url[$1]"
}

stop_servers() {
  local name
  for name in "${!server_pid[@]}"; do stop_server "$name"; done
}

# What a server logs in a few seconds is hundreds of megabytes by the end.
empty_log() {
  if [ -f "$folder/$1.log" ]; then : >"$folder/$1.log"; fi
}

# administer NAME COMMAND…: scripts/domain, to that server.
administer() {
  local name=$1
  shift
  env -u MANAGEMENT_HOST -u MANAGEMENT_PORT PARLEY_HOME="$folder/$name" "$root/scripts/domain" "$@"
}

# words N: a text of that many.
words() {
  awk -v n="$1" 'BEGIN {
    split("Hello there, thank you for your message. How can we help you?", word, " ")
    for (i = 0; i < n; i++) printf "%s%s", i ? " " : "", word[i % 12 + 1]
  }'
}

# make_fixed NAME KEY TEXT: a domain whose bot says that text.
make_fixed() {
  domain_of[$2]=$(administer "$1" create "bench: $2")
  administer "$1" bot "${domain_of[$2]}" fixed "$3" >/dev/null
}

# make_domains NAME WORDS…: the domains that the rounds talk to.
make_domains() {
  local name=$1 count
  shift
  for count in "$@"; do
    [ -n "${domain_of[$count]-}" ] || make_fixed "$name" "$count" "$(words "$count")"
  done
}

# make_knowledge NAME: a domain whose bot answers from 300 passages.
make_knowledge() {
  domain_of[knowledge]=$(administer "$1" create 'bench: knowledge')
  awk 'BEGIN {
    split("red blue green heavy light small large round square soft warm cold quick quiet bright plain", kind, " ")
    print "# Products"
    for (i = 0; i < 300; i++) {
      printf "\n## Product %d, the %s %s one\n\n", i, kind[i % 16 + 1], kind[int(i / 16) % 16 + 1]
      printf "The product %d is %d euros, and comes in %d days. ", i, i * 7 % 90 + 10, i % 5 + 1
      printf "It is %s and %s, weighs %d grams, and may be given back within 30 days.\n", kind[i % 7 + 1], kind[i % 11 + 1], i * 13 % 900 + 100
    }
  }' >"$folder/products.md"
  administer "$1" knowledge "${domain_of[knowledge]}" "$folder/products.md" >/dev/null
}
