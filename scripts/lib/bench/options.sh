# What the command line says.
# shellcheck shell=bash disable=SC2034,SC2154

usage() {
  cat <<'TEXT'
usage: scripts/bench [MEASUREMENT…] [OPTION…]

Starts a PostgreSQL and Parley, as a user starts it, puts load on it, all on this
machine, and prints what came of it. Everything that it starts, it ends.

What is measured:
  --matrix             throughput: every kind of turn, in turn with pgbench on the
                       two statements of a turn, in rounds. This, when nothing is said
  --quick              the same, one short round: under 90 s
  --latency [RATE]     when each chunk comes, at a fixed rate (half of the most), 60 s
  --alone              one turn after the other, beside one statement after the other
  --paced              what is added to each token of a model that speaks steadily
  --streams [N]        so many answers at once (10000), a word a second, -Xmx160m
  --stalled [N]        clients that do not read (200), -Xmx160m
  --telltale [N]       whether the time until an answer begins tells that an address was
                       known: N strangers (2000) type one, N type one nobody has
  --two                two servers on one database, beside one
  --grown              5 million messages, 1 million customers, 1,000 domains, beside none

Options:
  --peer NAME=URL[#DOMAIN]  another server that speaks the same protocol, in the same
                       rounds; its domain is d1 unless named. As often as wanted
  --kinds "KIND…"      of returning new anon race knowledge
  --words "N…"         how long the answers are (12 200)
  --connections "N…"   how many ask at once (16 64 256)
  --rounds N           (3)
  --seconds N          of each load (8; 60 with --latency and --paced)
  --warm-up N          seconds of each server (60)
  --grown-scale X      1, or less
  --database URL       postgresql://…, of a superuser: databases of its own are made
                       there, and dropped at the end. Without it a PostgreSQL of its
                       own is started from Debian's package
  --chart FILE.svg     draws the throughput
  --keep               leaves the temporary folder with the logs

Results go to target/bench, too. Exits 1 when anything was lost or doubled, 2 when
the command is wrong. Settings in the environment count as for scripts/run, e.g.
PARLEY_TURNS_CONNECTIONS or JAVA_OPTS.
TEXT
}

chart=

numbers() {
  local n
  for n in $2; do number "$1" "$n"; done
}

# Of at least 10,000 customers.
scale() {
  awk -v x="$1" 'BEGIN { exit !(x ~ /^[0-9.]+$/ && x >= 0.01 && x <= 10) }' || wrong "--grown-scale takes 0.01 to 10"
  grown_scale=$1
}

peer() {
  local name=${1%%=*} url=${1#*=} domain=d1
  case $1 in
    [a-z]*=http://127.0.0.1*) ;;
    *) wrong "--peer takes NAME=http://127.0.0.1:PORT" ;;
  esac
  case $url in
    *\#*) domain=${url#*\#} ;;
  esac
  url=${url%%#*}
  peers+=("$name")
  peer_url["$name"]=${url%/}
  peer_domain["$name"]=$domain
}

# A number may follow the option that is named first.
optional_number() {
  case ${2-} in
    '' | *[!0-9]* | 0*) return 1 ;;
  esac
}

read_options() {
  local kind
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        usage
        exit
        ;;
      --quick)
        measurements+=(matrix)
        rounds=1 seconds=3 warm_up=8 first_chunk_seconds=1 kinds=(returning new anon race) word_counts=(12) connection_counts=(64)
        ;;
      --matrix | --alone | --paced | --two | --grown) measurements+=("${1#--}") ;;
      --latency | --streams | --stalled | --telltale)
        measurements+=("${1#--}")
        if optional_number "$@"; then
          case $1 in
            --latency) latency_rate=$2 ;;
            --streams) streams=$2 ;;
            --stalled) stalled=$2 ;;
            --telltale) strangers=$2 ;;
          esac
          shift
        fi
        ;;
      --keep) keep=true ;;
      --peer | --kinds | --words | --connections | --rounds | --seconds | --warm-up | --database | --grown-scale | --chart)
        [ $# -ge 2 ] || wrong "$1 takes a value"
        case $1 in
          --peer) peer "$2" ;;
          --kinds) read -r -a kinds <<<"$2" ;;
          --words) numbers "$1" "$2" && read -r -a word_counts <<<"$2" ;;
          --connections) numbers "$1" "$2" && read -r -a connection_counts <<<"$2" ;;
          --rounds) number "$1" "$2" && rounds=$2 ;;
          --seconds) number "$1" "$2" && seconds=$2 && latency_seconds=$2 ;;
          --warm-up) number "$1" "$2" && warm_up=$2 ;;
          --grown-scale) scale "$2" ;;
          --chart) chart=$2 ;;
          --database) given_database=$2 ;;
        esac
        shift
        ;;
      *) wrong "there is no option '$1'" ;;
    esac
    shift
  done
  [ ${#measurements[@]} -gt 0 ] || measurements=(matrix)
  for kind in "${kinds[@]}"; do
    case $kind in
      returning | new | anon | race | knowledge) ;;
      *) wrong "there is no kind '$kind'" ;;
    esac
  done
}
