# Draws the throughput of each kind of turn at 64 connections and 12 words, as SVG: Parley beside
# pgbench and the peers. For light and dark pages alike.
BEGIN { FS = "\t" }

function grouped(n,    text) {
  text = sprintf("%d", n)
  return length(text) > 3 ? substr(text, 1, length(text) - 3) "," substr(text, length(text) - 2) : text
}

NR > 1 && $3 == 12 && ($4 == 64 || $1 == "pgbench") && $2 ~ /^(returning|new|anon|race)$/ {
  if (!($1 in known)) { known[$1] = 1; who[++count] = $1 }
  if (!($2 in kinds)) { kinds[$2] = 1; kind[++rows] = $2 }
  list[$1, $2] = list[$1, $2] " " $6
}

END {
  bar = 18; gap = 22; left = 96; width = 760; top = 64
  for (r = 1; r <= rows; r++) for (c = 1; c <= count; c++) if ((who[c], kind[r]) in list) {
    rate[c, r] = median(list[who[c], kind[r]])
    if (rate[c, r] > most) most = rate[c, r]
  }
  if (!most) { print "nothing was measured at 64 connections and 12 words" > "/dev/stderr"; exit 1 }
  height = top + rows * (count * bar + gap) + 14
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"Turns a second by kind of turn\">\n", width, height, width, height
  print "<style>"
  print "  text { font: 13px system-ui, sans-serif; fill: #1f2328 }"
  print "  .title { font-weight: 600; font-size: 15px }"
  print "  .c1 { fill: #0969da } .c2 { fill: #8c959f } .c3 { fill: #bf8700 } .c4 { fill: #8250df } .c5 { fill: #1a7f37 }"
  print "  @media (prefers-color-scheme: dark) {"
  print "    text { fill: #e6edf3 }"
  print "    .c1 { fill: #4493f8 } .c2 { fill: #768390 } .c3 { fill: #d29922 } .c4 { fill: #ab7df8 } .c5 { fill: #3fb950 }"
  print "  }"
  print "</style>"
  printf "<text class=\"title\" x=\"0\" y=\"16\">Turns a second, 64 connections, answers of 12 words</text>\n"
  order()
  x = 0
  for (s = 1; s <= count; s++) {
    c = sorted[s]
    label = who[c] == "parley" ? "Parley" : who[c] == "pgbench" ? "pgbench, the two statements of a turn" : who[c]
    printf "<rect class=\"c%d\" x=\"%d\" y=\"32\" width=\"12\" height=\"12\" rx=\"2\"/><text x=\"%d\" y=\"43\">%s</text>\n", s, x, x + 18, label
    x += 44 + length(label) * 7
  }
  for (r = 1; r <= rows; r++) {
    y = top + (r - 1) * (count * bar + gap)
    printf "<text x=\"0\" y=\"%d\">%s</text>\n", y + count * bar / 2 + 4, kind[r]
    for (s = 1; s <= count; s++) {
      c = sorted[s]
      if (!((c, r) in rate)) continue
      long = rate[c, r] / most * (width - left - 70)
      printf "<rect class=\"c%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/><text x=\"%.1f\" y=\"%d\">%s</text>\n", s, left, y + (s - 1) * bar, long < 2 ? 2 : long, bar - 4, left + long + 6, y + (s - 1) * bar + 12, grouped(rate[c, r])
    }
  }
  print "</svg>"
}

# Parley first, then what it is compared with, as it came.
function order(    c) {
  for (c = 1; c <= count; c++) if (who[c] == "parley") sorted[++placed] = c
  for (c = 1; c <= count; c++) if (who[c] != "parley") sorted[++placed] = c
}
