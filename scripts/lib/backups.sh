# The program behind scripts/backup and scripts/restore, which set $root and source this.
# shellcheck shell=bash disable=SC2154

. "${root:?}/scripts/lib/java.sh"
. "$root/scripts/lib/running.sh"

# wrong WHAT: how the command was given
wrong() {
  echo "scripts/${0##*/}: $1" >&2
  echo "scripts/${0##*/} --help says more." >&2
  exit 2
}

# backups ARGUMENT…
backups() {
  [ -z "$(in_use DATABASE_URL)" ] ||
    fail "Parley uses the database of DATABASE_URL here: that server's own pg_dump and pg_restore are for it."
  find_java
  find_options
  [ -f "$jar" ] || fail "There is no $jar yet: scripts/run builds it."
  # Whoever ends the script ends the program, which leaves nothing behind then.
  "$java" "${options[@]}" "-Dparley.root=$root" "-Dparley.postgres=$quick_start/postgres" -cp "$jar" dev.parley.Backups "$@" <&0 &
  trap 'kill $!; wait $!; exit 130' HUP INT TERM
  wait $!
  trap - HUP INT TERM
}
