# Which server runs, and where: for the scripts that talk to it, which set $root and source this.
# What the environment says wins; then comes what the server wrote into $home/running when it was
# ready, whatever file its settings came from, as long as it is there; then the default.
# shellcheck shell=bash

home=${PARLEY_HOME:-${root:?}/.parley}
running=$home/running

# Whether the server that wrote it is there: one that was killed leaves it behind, and its ports to whoever
# takes them, who is to be sent no token.
is_up() {
  local pid program=
  [ -r "$running" ] || return 1
  pid=$(sed -n 's/^PID=\([0-9]\{1,\}\)$/\1/p' "$running")
  [ -n "$pid" ] || return 0 # an older server does not say
  if [ -r "/proc/$pid/comm" ]; then
    # One that is dead, and that its parent has not looked after yet, still has its name.
    grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" || read -r program <"/proc/$pid/comm" || true
  else
    program=$(ps -p "$pid" -o comm= 2>/dev/null) || true
  fi
  [ "${program##*/}" = java ]
}

is_up || running=/dev/null

# in_use NAME [DEFAULT]
in_use() {
  local value=${!1-}
  case $value in
    tcp://* | udp://*) value='' ;; # where Kubernetes tells that a service is
  esac
  if [ -z "$value" ]; then
    value=$(sed -n "s/^$1=//p" "$running")
  fi
  printf '%s' "${value:-${2-}}"
}

# Where the operators are served.
management_url() {
  local host
  host=$(in_use MANAGEMENT_HOST 127.0.0.1)
  case $host in
    \[*) ;;
    *:*) host="[$host]" ;;
  esac
  printf 'http://%s:%s' "$host" "$(in_use MANAGEMENT_PORT 3001)"
}

# curl, but neither by way of a proxy nor as somebody's .curlrc has it: a token goes to the server
# alone.
direct_curl() {
  curl -q -g --noproxy '*' "$@"
}
