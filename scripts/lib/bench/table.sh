# What is printed.
# shellcheck shell=bash disable=SC2034,SC2154

# On what it was measured: a figure without that says nothing.
print_machine() {
  local memory
  memory=$(awk '/^MemTotal:/ { printf "%d GB", $2 / 1048576 }' /proc/meminfo)
  printf 'machine     %s, %d processors, %s\n' "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$memory"
  printf 'PostgreSQL  %s; fsync %s, synchronous_commit %s, full_page_writes %s, shared_buffers %s\n' "$(setting server_version)" \
    "$(setting fsync)" "$(setting synchronous_commit)" "$(setting full_page_writes)" "$(setting shared_buffers)"
  printf 'JDK         %s\n' "$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 2p)"
  printf 'commit      %s\n' "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
  env | sed -n 's/^\(PARLEY_[A-Z_]*=.*\|JAVA_OPTS=.*\)$/settings    \1/p' | grep -vE '_(TOKEN|API_KEY|DATABASE_URL)=' || true
  printf 'load        wrk and everything else on this machine, 127.0.0.1\n'
}

setting() {
  sql -c "SHOW $1"
}

print_matrix() {
  echo
  echo "Turns a second, medians of $rounds rounds of $seconds s; × is the ratio to what was measured in the same round."
  echo "p50 and p99 in ms to the end of the answer (wrk), 1st to its first chunk (our client, closed loop as well)."
  awk -f "$lib/median.awk" -f "$lib/table.awk" "$1"
  echo
  awk -v mode=cost -f "$lib/median.awk" -f "$lib/table.awk" "$1"
  echo
}
