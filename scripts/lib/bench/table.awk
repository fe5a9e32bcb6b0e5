# Reads the results of all rounds, prints medians, and ratios of what was measured in the same round.
# -v mode=speed (the default) or cost.
BEGIN { FS = "\t" }

function add(key, value) { if (value != "-" && value != "") seen[key] = seen[key] " " value }

function number(value, form) { return value == "-" ? "-" : sprintf(form, value) }

NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }

{
  contestant = $column["contestant"]; kind = $column["kind"]; words = $column["words"]; connections = $column["connections"]
  if (contestant == "pgbench") {
    limit[kind, words, $column["round"]] = $column["turns/s"]
    connections = "all"
  }
  if (!(contestant in known)) { known[contestant] = 1; if (contestant != "parley" && contestant != "pgbench") peer[++peers] = contestant }
  cell = kind SUBSEP words SUBSEP connections
  if (contestant == "parley" && !(cell in cells)) { cells[cell] = 1; order[++rows] = cell }
  rate[contestant, cell, $column["round"]] = $column["turns/s"]
  if ($column["round"] > rounds) rounds = $column["round"]
  for (i = column["turns/s"]; i <= NF; i++) add(contestant SUBSEP cell SUBSEP i, $i)
}

function of(contestant, cell, name) { return median(seen[contestant, cell, column[name]]) }

function ratio(cell, other,    part, round, base, list) {
  split(cell, part, SUBSEP)
  for (round = 1; round <= rounds; round++) {
    base = other == "pgbench" ? limit[part[1], part[2], round] : rate[other, cell, round]
    if (base > 0) list = list " " rate["parley", cell, round] / base
  }
  return median(list)
}

function head(    i) {
  if (mode == "cost") {
    printf "%-10s %5s %5s | %29s | %9s %7s %10s | %s\n", "", "", "", "CPU, ms a turn", "WAL", "writing", "statements", "resident"
    printf "%-10s %5s %5s | %9s %10s %8s | %9s %7s %10s | %s\n", "kind", "words", "conns", "server", "PostgreSQL", "load", "B a turn", "commits", "a turn", "MB (most)"
    return
  }
  printf "%-10s %5s %5s | %8s %8s", "kind", "words", "conns", "turns/s", "×pgbench"
  for (i = 1; i <= peers; i++) printf " %10s", "×" peer[i]
  printf " | %7s %7s | %7s %7s\n", "p50", "p99", "1st p50", "1st p99"
}

function speed(cell, part,    i) {
  printf "%-10s %5s %5s | %8s %8s", part[1], part[2], part[3], number(of("parley", cell, "turns/s"), "%d"), number(ratio(cell, "pgbench"), "%.2f")
  for (i = 1; i <= peers; i++) printf " %10s", number(ratio(cell, peer[i]), "%.1f")
  printf " | %7s %7s | %7s %7s\n", number(of("parley", cell, "p50"), "%.2f"), number(of("parley", cell, "p99"), "%.2f"), number(of("parley", cell, "first_p50"), "%.2f"), number(of("parley", cell, "first_p99"), "%.2f")
}

function cost(contestant, cell, kind, words, connections) {
  printf "%-10s %5s %5s | %9s %10s %8s | %9s %7s %10s | %s\n", kind, words, connections,
    number(of(contestant, cell, "cpu_server"), "%.3f"), number(of(contestant, cell, "cpu_postgres"), "%.3f"), number(of(contestant, cell, "cpu_load"), "%.3f"),
    number(of(contestant, cell, "wal"), "%d"), number(of(contestant, cell, "commits"), "%.3f"), number(of(contestant, cell, "statements"), "%.3f"),
    number(of(contestant, cell, "rss"), "%d") " (" number(of(contestant, cell, "rss_max"), "%d") ")"
}

END {
  head()
  for (r = 1; r <= rows; r++) {
    split(order[r], part, SUBSEP)
    if (mode == "cost") cost("parley", order[r], part[1], part[2], part[3])
    else speed(order[r], part)
  }
  for (r = 1; r <= rows; r++) {
    split(order[r], part, SUBSEP)
    if (part[1] == done_kind && part[2] == done_words) continue
    done_kind = part[1]; done_words = part[2]
    cell = part[1] SUBSEP part[2] SUBSEP "all"
    if (mode == "cost") { if (part[1] == "returning") cost("pgbench", cell, "pgbench", part[2], 8) }
    else others(cell, part)
  }
}

# What the ratios are to.
function others(all, part,    i, cell, c, n, conns) {
  printf "beside %s, %s words: pgbench %s turns/s", part[1], part[2], number(of("pgbench", all, "turns/s"), "%d")
  for (i = 1; i <= peers; i++) {
    n = 0
    for (c = 1; c <= rows; c++) {
      cell = order[c]; split(cell, conns, SUBSEP)
      if (conns[1] == part[1] && conns[2] == part[2] && (peer[i], cell, column["turns/s"]) in seen)
        printf "%s %s (p99 %s)", n++ ? "," : "; " peer[i], number(of(peer[i], cell, "turns/s"), "%d"), number(of(peer[i], cell, "p99"), "%d ms")
    }
  }
  print ""
}
