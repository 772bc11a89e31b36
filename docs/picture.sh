#!/usr/bin/env bash
# Draws docs/demo.svg from what `entente demo --once` prints: its totals and one event with
# its words. Run by `make picture`.
set -euo pipefail
cd "$(dirname "$0")/.."
go run ./cmd/entente demo --once 2>/dev/null | awk '
  /^The ledger holds/ { keep = 1 }
  /^by kind:/ { keep = 0 }
  /^Pairs with most events:/ { keep = 1; print "" }
  /^Some events/ { some = 1 }
  some && /^event / { n++ }
  n > 1 { keep = 0 }
  keep { print }
' | fold -s -w 108 | awk '
  function esc(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); return s }
  { line[NR] = esc($0) }
  END {
    h = NR * 18 + 40
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"940\" height=\"%d\" viewBox=\"0 0 940 %d\" role=\"img\" aria-label=\"What entente demo --once prints\">\n", h, h
    printf "<rect width=\"940\" height=\"%d\" rx=\"6\" fill=\"#111827\"/>\n<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#e5e7eb\" xml:space=\"preserve\">\n", h
    for (i = 1; i <= NR; i++) printf "<text x=\"20\" y=\"%d\">%s</text>\n", 18 * i + 12, line[i]
    print "</g>\n</svg>"
  }' > docs/demo.svg
