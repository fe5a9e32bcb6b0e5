# One run of a script that measures: what every such script understands, its temporary folder, and its end.
# Uses $root, $program and the others; sets $stamp and $folder.
# shellcheck shell=bash disable=SC2034,SC2154

given_database=
keep=false
measurements=()

wrong() {
  echo "scripts/$program: $1" >&2
  echo "scripts/$program --help says more." >&2
  exit 2
}

number() {
  case $2 in
    '' | *[!0-9]* | 0*) wrong "$1 takes a number above 0" ;;
  esac
}

begin_session() {
  need psql postgresql-client
  need curl curl
  [ -n "$given_database" ] || find_postgres
  build
  stamp=$(date +%Y%m%d-%H%M%S)
  folder=$(mktemp -d "${TMPDIR:-/tmp}/parley-$program.XXXXXX")
  chmod 711 "$folder"
  trap end_session EXIT
  trap 'say "scripts/$program: ${BASH_SOURCE[0]##*/}, line $LINENO: a command failed"' ERR
  trap 'exit 130' HUP INT TERM
}

# Whatever happens; a second signal does not cut it short.
end_session() {
  local code=$?
  trap '' HUP INT TERM
  trap - EXIT
  end_loads
  stop_servers
  stop_postgres
  if $keep; then say "left in $folder"; else rm -rf "$folder"; fi
  exit "$code"
}
