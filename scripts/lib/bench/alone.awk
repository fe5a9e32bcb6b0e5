# Medians of the rounds of one turn after the other: first chunk, end, one statement, both statements.
BEGIN { FS = "\t" }

{ first = first " " $1; whole = whole " " $2; one = one " " $3; both = both " " $4 }

function row(what, list) { printf "%-34s %9.3f\n", what, median(list) }

END {
  print "one after the other, p50 in ms"
  row("first chunk", first)
  row("end", whole)
  row("pgbench: one insert", one)
  row("pgbench: both statements", both)
  print ""
}
