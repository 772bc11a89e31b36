package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/alignment"
	"entente/internal/chart"
)

// rounded is a cell of a value with a few digits, nil if there is none.
func rounded(v float64, ok bool) any {
	if !ok {
		return nil
	}
	return math.Round(v*1e6) / 1e6
}

// short is a cell for people: three digits.
func short(s alignment.Score) any {
	if !s.OK {
		return nil
	}
	return fmt.Sprintf("%.3f", s.Value)
}

// pairTable has a year a row. For programs it is long, with a pair and year a
// row and all measures; for people it shows what fits, and draws the measure.
func pairTable(pairs []*alignment.Pair, v voteFlags) *table {
	if forPrograms(v.format) {
		t := &table{columns: []string{"state", "other", "year", "n"}}
		for _, m := range alignment.Measures {
			t.columns = append(t.columns, m, m+"_low", m+"_high")
		}
		t.columns = append(t.columns, "missing")
		for _, p := range pairs {
			for _, y := range p.Years {
				row := []any{p.A, p.B, y.Year, y.N}
				for _, m := range alignment.Measures {
					s := y.Score(m)
					row = append(row, rounded(s.Value, s.OK), rounded(s.Low, s.Sure), rounded(s.High, s.Sure))
				}
				t.add(append(row, known(y.Missing))...)
			}
		}
		return t
	}
	if len(pairs) == 1 {
		return onePair(pairs[0], v)
	}
	return manyPairs(pairs, v)
}

func onePair(p *alignment.Pair, v voteFlags) *table {
	t := &table{columns: []string{"year", "n", "agreement", "90 %", "identical", "S", "kappa", "pi"}}
	low, high := axis(v.measure)
	if v.format == "table" {
		t.columns = append(t.columns, scale(v.measure, low, high))
	}
	for _, y := range p.Years {
		var interval any
		if y.Agreement.Sure {
			interval = fmt.Sprintf("%.3f-%.3f", y.Agreement.Low, y.Agreement.High)
		}
		row := []any{y.Year, y.N, short(y.Agreement), interval, short(y.Identical), short(y.S), short(y.Kappa), short(y.Pi)}
		if y.Missing != "" {
			row[1] = nil
		}
		if v.format == "table" {
			draw := y.Missing
			if s := y.Score(v.measure); s.OK {
				draw = onScale(low, high, []mark{{s.Value, '●', s.Low, s.High, s.Sure}})
			} else if draw == "" {
				draw = "not defined"
			}
			row = append(row, draw)
		} else if y.Missing != "" {
			row[2] = y.Missing
		}
		t.add(row...)
	}
	return t
}

func manyPairs(pairs []*alignment.Pair, v voteFlags) *table {
	t := &table{columns: []string{"year"}}
	first, last := 1<<30, 0
	at := map[int]map[int]alignment.Year{}
	for i, p := range pairs {
		t.columns = append(t.columns, p.B, "90 %", "n")
		for _, y := range p.Years {
			first, last = min(first, y.Year), max(last, y.Year)
			if at[y.Year] == nil {
				at[y.Year] = map[int]alignment.Year{}
			}
			at[y.Year][i] = y
		}
	}
	var ids []string
	for _, p := range pairs {
		ids = append(ids, p.B)
	}
	letters := lettersOf(ids)
	low, high := axis(v.measure)
	if v.format == "table" {
		t.columns = append(t.columns, scale(v.measure, low, high))
	}
	for year := first; year <= last; year++ {
		row := []any{year}
		var marks []mark
		var why []string
		for i := range pairs {
			y, ok := at[year][i]
			s := y.Score(v.measure)
			var interval any
			if s.Sure {
				interval = fmt.Sprintf("%.3f-%.3f", s.Low, s.High)
			}
			if !ok || y.N == 0 {
				row = append(row, nil, nil, nil)
				if y.Missing != "" {
					why = append(why, y.Missing)
				}
				continue
			}
			row = append(row, short(s), interval, y.N)
			if s.OK {
				marks = append(marks, mark{at: s.Value, letter: letters[i]})
			}
		}
		if v.format == "table" {
			draw := onScale(low, high, marks)
			if len(marks) == 0 {
				draw = strings.Join(why, "; ")
			}
			row = append(row, draw)
		}
		t.add(row...)
	}
	return t
}

// axis is the range that a measure is drawn in.
func axis(measure string) (low, high float64) {
	switch measure {
	case "agreement", "identical":
		return 0, 1
	case "ideal":
		return -3, 4.5
	}
	return -1, 1
}

const barWidth = 41

func scale(measure string, low, high float64) string {
	l, h := fmt.Sprintf("%g ", low), fmt.Sprintf(" %g", high)
	fill := barWidth - len(l) - len(h) - len(measure) - 2
	return l + strings.Repeat("─", fill/2) + " " + measure + " " + strings.Repeat("─", fill-fill/2) + h
}

// A mark is a value on a scale.
type mark struct {
	at        float64
	letter    rune
	low, high float64
	sure      bool
}

// onScale draws marks between the ends of a scale. Where two fall together the later
// is moved to the next free place.
func onScale(low, high float64, marks []mark) string {
	line := []rune(strings.Repeat("·", barWidth))
	place := func(v float64) int {
		return min(barWidth-1, max(0, int(math.Round((v-low)/(high-low)*(barWidth-1)))))
	}
	for _, m := range marks {
		if m.sure {
			for i := place(m.low); i <= place(m.high); i++ {
				line[i] = '─'
			}
		}
	}
	for _, m := range marks {
		i := place(m.at)
		for i+1 < barWidth && line[i] != '·' && line[i] != '─' {
			i++
		}
		line[i] = m.letter
	}
	return string(line)
}

// pairLines is the chart of a measure.
func pairLines(pairs []*alignment.Pair, v voteFlags) chart.Lines {
	low, high := axis(v.measure)
	l := chart.Lines{Title: fmt.Sprintf("%s in the UN General Assembly: %s, with 90 %% intervals", pairs[0].A, v.measure), Low: low, High: high, From: 1 << 30}
	for _, p := range pairs {
		s := chart.Series{Name: p.B}
		for _, y := range p.Years {
			l.From, l.To = min(l.From, y.Year), max(l.To, y.Year)
			if x := y.Score(v.measure); x.OK {
				s.Points = append(s.Points, chart.Point{Year: y.Year, Value: x.Value, Low: x.Low, High: x.High, Sure: x.Sure,
					Label: fmt.Sprintf("%s and %s %d: %.3f (N %d)", p.A, p.B, y.Year, x.Value, y.N)})
			}
		}
		l.Series = append(l.Series, s)
	}
	return l
}

// lettersOf gives each id a letter of its own: the first of it that is free, or
// else a digit.
func lettersOf(ids []string) []rune {
	var out []rune
	for i, id := range ids {
		letter := rune('1' + i%9)
		for _, r := range id {
			if !slices.Contains(out, r) {
				letter = r
				break
			}
		}
		out = append(out, letter)
	}
	return out
}

// legend says which letter is whose, where it is not the first.
func legend(ids []string) string {
	var parts []string
	for i, l := range lettersOf(ids) {
		parts = append(parts, string(l)+" = "+ids[i])
	}
	return "chart: " + strings.Join(parts, ", ")
}

// decimal writes two digits, and no sign before nought.
func decimal(f float64) string {
	s := fmt.Sprintf("%.2f", f)
	if s == "-0.00" {
		return "0.00"
	}
	return s
}
