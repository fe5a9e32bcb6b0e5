# What is started is ended: by its id, whatever happens.
# shellcheck shell=bash disable=SC2034,SC2154

fail() {
  echo "scripts/$program: $1" >&2
  exit 1
}

say() {
  printf '%s\n' "$*" >&2
}

# within SECONDS COMMAND…: waits until it succeeds.
within() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}

gone() {
  ! kill -0 "$1" 2>/dev/null
}

# end PID SIGNAL: asks it to end, and makes it end when it does not.
end() {
  kill -"$2" "$1" 2>/dev/null || return 0
  within 20 gone "$1" || kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# The loads that run now, and what each of them printed last.
loads=()

# load OUTPUT COMMAND…: starts one.
load() {
  local output=$1
  shift
  "$@" >"$output" 2>"$output.errors" &
  loads+=("$!")
}

# Waits for all of them. A wait is broken off by a signal, so that Ctrl-C ends at once.
loads_end() {
  local pid failed=0
  for pid in "${loads[@]}"; do wait "$pid" || failed=$?; done
  loads=()
  return "$failed"
}

end_loads() {
  local pid
  for pid in "${loads[@]}"; do end "$pid" TERM; done
  loads=()
}
