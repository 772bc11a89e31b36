package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bands shows numbers with their intervals, a row each, in order: a dot between
// two ends. A row without evidence is a hatched gap with its reason, never a
// nought.
type Bands struct {
	Title     string
	Axis      string  // what is measured, in words
	Low, High float64 // ends of the axis
	Zero      bool    // draw a line at 0
	Rows      []Band
}

// A Band is one row.
type Band struct {
	Label            string
	Value, Low, High float64 // NaN Value: no evidence; NaN Low: no interval
	N                int     // what it rests on; below 0: not told
	Missing          string  // why there is no number
	Href             string
}

func (b Band) known() bool { return !math.IsNaN(b.Value) }

func (b Band) words() string {
	switch {
	case !b.known() && b.Missing != "":
		return b.Missing
	case !b.known():
		return "no evidence"
	case math.IsNaN(b.Low):
		return fmt.Sprintf("%.2f", b.Value)
	}
	return fmt.Sprintf("%.2f [%.2f, %.2f]", b.Value, b.Low, b.High)
}

// Summary says how many rows have numbers, and the first and last of them.
func (b Bands) Summary() string {
	var with []Band
	for _, r := range b.Rows {
		if r.known() {
			with = append(with, r)
		}
	}
	if len(with) == 0 {
		return b.Title + ": not enough evidence."
	}
	s := fmt.Sprintf("%s: %s, %s", b.Title, with[0].Label, with[0].words())
	if n := len(with); n > 1 {
		s += fmt.Sprintf("; %s, %s", with[n-1].Label, with[n-1].words())
	}
	if gap := len(b.Rows) - len(with); gap > 0 {
		s += fmt.Sprintf("; %d of %d without enough evidence", gap, len(b.Rows))
	}
	return s + "."
}

// Table has a row a row.
func (b Bands) Table() Table {
	t := Table{Head: []string{"", b.Axis, "low", "high", "n"}}
	for _, r := range b.Rows {
		cells := []Cell{{Text: r.Label, Href: r.Href}, {Text: r.words()}, {}, {}, {}}
		if r.known() {
			cells[1] = Cell{Text: fmt.Sprintf("%.3f", r.Value), Number: true}
			if !math.IsNaN(r.Low) {
				cells[2], cells[3] = Cell{Text: fmt.Sprintf("%.3f", r.Low), Number: true}, Cell{Text: fmt.Sprintf("%.3f", r.High), Number: true}
			}
		}
		if r.N >= 0 {
			cells[4] = Cell{Text: Thousands(r.N), Number: true}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// span is the axis, never empty.
func (b Bands) span() (low, high float64) {
	if low, high = b.Low, b.High; !(high > low) {
		return low - 1, low + 1
	}
	return low, high
}

// SVG draws it, 960 wide.
func (b Bands) SVG(o Options) string {
	const width, left, right, top, row = 960.0, 150.0, 210.0, 40.0, 22.0
	v := &canvas{Options: o, width: width, height: top + row*float64(len(b.Rows)) + 28}
	v.add(`<defs>`)
	v.hatched("none", "hatch", 6, 2)
	v.add(`</defs>`)
	low, high := b.span()
	x := func(f float64) float64 {
		return left + (math.Min(math.Max(f, low), high)-low)/(high-low)*(width-left-right)
	}
	bottom := top + row*float64(len(b.Rows))
	v.text(8, 16, 13, "start", "ink", b.Title)
	v.text(left, 32, 11, "start", "dim", b.Axis)
	for i := range 5 {
		f := low + (high-low)*float64(i)/4
		class := "grid"
		if b.Zero && f == 0 {
			class = "axis"
		}
		v.line(x(f), top, x(f), bottom, class, "")
		v.text(x(f), bottom+16, 11, "middle", "dim", strings.TrimSuffix(fmt.Sprintf("%.2f", f), ".00"))
	}
	for i, r := range b.Rows {
		y := top + row*(float64(i)+0.5)
		v.open(r.Href, r.Label+": "+r.words())
		v.rect(0, y-row/2, width, row, "paper", ` fill-opacity="0"`)
		v.text(8, y+4, 12, "start", "ink", r.Label)
		if !r.known() {
			v.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/>`, n(left), n(y-row/2+3), n(width-left-right), n(row-6), v.fill("none"))
			v.text(width-right+8, y+4, 11, "start", "dim", "not enough evidence")
		} else {
			class := "up"
			if b.Zero && r.Value < 0 {
				class = "down"
			}
			if !math.IsNaN(r.Low) {
				v.rect(x(r.Low), y-4, math.Max(x(r.High)-x(r.Low), 1), 8, class+"2", ` rx="2"`)
			}
			v.add(`<circle cx="%s" cy="%s" r="4.5"%s/>`, n(x(r.Value)), n(y), v.class(class))
			v.text(width-right+8, y+4, 11, "start", "dim", r.words()+count(r.N))
		}
		v.close(r.Href)
	}
	return v.done(b.Title, b.Summary())
}

func count(n int) string {
	if n < 0 {
		return ""
	}
	return ", n " + Thousands(n)
}

// Text draws it in characters, a line a row, for a terminal of so many columns.
func (b Bands) Text(columns int) string {
	label := 0
	for _, r := range b.Rows {
		label = max(label, utf8.RuneCountInString(r.Label))
	}
	label = min(label, 24)
	wide := max(columns-label-36, 21)
	low, high := b.span()
	at := func(f float64) int {
		return int(math.Round((math.Min(math.Max(f, low), high) - low) / (high - low) * float64(wide-1)))
	}
	var out strings.Builder
	if !slices.ContainsFunc(b.Rows, Band.known) {
		return b.Summary() + "\n"
	}
	fmt.Fprintf(&out, "%s (%s)\n", b.Title, b.Axis)
	ends := fmt.Sprintf("%-*.4g%*.4g", wide/2, low, wide-wide/2, high)
	fmt.Fprintf(&out, "%s %s\n", strings.Repeat(" ", label), ends)
	for _, r := range b.Rows {
		line := []rune(strings.Repeat("·", wide))
		if !r.known() {
			line = []rune(strings.Repeat("/ ", wide)[:wide])
		} else {
			if b.Zero && low < 0 && high > 0 {
				line[at(0)] = '|'
			}
			if !math.IsNaN(r.Low) {
				for i := at(r.Low); i <= at(r.High); i++ {
					line[i] = '─'
				}
				line[at(r.Low)], line[at(r.High)] = '├', '┤'
			}
			line[at(r.Value)] = '●'
		}
		name := []rune(r.Label)
		if len(name) > label {
			name = append(name[:label-1:label-1], '…')
		}
		words := r.words()
		if !r.known() {
			words = "not enough evidence"
		}
		fmt.Fprintf(&out, "%s%s %s %s%s\n", string(name), strings.Repeat(" ", label-len(name)), string(line), words, count(r.N))
	}
	return out.String()
}
