# Two contestants, kind by kind; of the one only what was measured of the other as well.
BEGIN { FS = "\t" }

$1 == one || $1 == other {
  what = $2 FS $3 FS $4
  if ($1 == other && !(what in known)) { known[what] = 1; whats[++count] = what; kind[count] = $2 }
  rate[$1, what, $5] = $6
  list[$1, what] = list[$1, what] " " $6
  late[$1, what] = late[$1, what] " " $8
  if ($5 > rounds) rounds = $5
}

END {
  printf "%-10s %14s %14s %8s | %14s %14s\n", "kind", one_title, other_title, "ratio", "p99 ms", "p99 ms"
  for (k = 1; k <= count; k++) {
    what = whats[k]
    ratios = ""
    for (r = 1; r <= rounds; r++) if (rate[one, what, r] > 0) ratios = ratios " " rate[other, what, r] / rate[one, what, r]
    printf "%-10s %14d %14d %8.2f | %14.1f %14.1f\n", kind[k], median(list[one, what]), median(list[other, what]), median(ratios),
      median(late[one, what]), median(late[other, what])
  }
}
