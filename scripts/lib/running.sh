# Which server runs, and where: for the scripts that talk to it, which set $root and source this.
# What the environment says wins; then comes what the server wrote into $home/running when it was
# ready, whatever file its settings came from; then the default.
# shellcheck shell=bash

home=${PARLEY_HOME:-${root:?}/.parley}

# in_use NAME [DEFAULT]
in_use() {
  local value=${!1-}
  if [ -z "$value" ] && [ -r "$home/running" ]; then
    value=$(sed -n "s/^$1=//p" "$home/running")
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
