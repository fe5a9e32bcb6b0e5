# Two contestants, kind by kind.
BEGIN { FS = "\t" }

$1 == one || $1 == other {
  if (!($2 in known)) { known[$2] = 1; kind[++kinds] = $2 }
  rate[$1, $2, $5] = $6
  list[$1, $2] = list[$1, $2] " " $6
  late[$1, $2] = late[$1, $2] " " $8
  if ($5 > rounds) rounds = $5
}

END {
  printf "%-10s %14s %14s %8s | %14s %14s\n", "kind", one_title, other_title, "ratio", "p99 ms", "p99 ms"
  for (k = 1; k <= kinds; k++) {
    ratios = ""
    for (r = 1; r <= rounds; r++) if (rate[one, kind[k], r] > 0) ratios = ratios " " rate[other, kind[k], r] / rate[one, kind[k], r]
    printf "%-10s %14d %14d %8.2f | %14.1f %14.1f\n", kind[k], median(list[one, kind[k]]), median(list[other, kind[k]]), median(ratios),
      median(late[one, kind[k]]), median(late[other, kind[k]])
  }
}
