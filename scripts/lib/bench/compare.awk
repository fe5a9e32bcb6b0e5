# Two contestants, kind by kind.
BEGIN { FS = "\t" }

function median(list,    value, n, i, j, t) {
  n = split(list, value, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && value[j - 1] + 0 > value[j] + 0; j--) { t = value[j]; value[j] = value[j - 1]; value[j - 1] = t }
  if (n == 0) return 0
  return n % 2 ? value[(n + 1) / 2] : (value[n / 2] + value[n / 2 + 1]) / 2
}

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
