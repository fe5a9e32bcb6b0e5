# The median of numbers that stand in a text; - of none. For the other programs of this folder.
function median(list,    value, n, i, j, t) {
  n = split(list, value, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && value[j - 1] + 0 > value[j] + 0; j--) { t = value[j]; value[j] = value[j - 1]; value[j - 1] = t }
  if (n == 0) return "-"
  return n % 2 ? value[(n + 1) / 2] : (value[n / 2] + value[n / 2 + 1]) / 2
}
