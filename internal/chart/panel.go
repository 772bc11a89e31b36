package chart

import (
	"fmt"
	"math"
	"strings"
)

// A Panel is one of several small figures that are read side by side, on one
// scale: values with their intervals in slots of time. A slot of which no line
// has a value is hatched.
type Panel struct {
	Title     string
	Slots     []string // names of the slots, in order
	Low, High float64  // ends of the axis of values
	Zero      bool     // draw a line at 0
	Lines     []PanelLine
}

// A PanelLine is one line; at most four are told apart by their look.
type PanelLine struct {
	Name   string
	Values []PanelValue // one a slot
}

// A PanelValue is a number with the ends of its interval, NaN where there is
// none. Missing says why there is no number; N is what it rests on.
type PanelValue struct {
	Value, Low, High float64
	N                int
	Missing          string
}

// NoValue is a value that is missing.
func NoValue(why string, n int) PanelValue {
	return PanelValue{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), N: n, Missing: why}
}

func (v PanelValue) known() bool { return !math.IsNaN(v.Value) }

// Known says whether there is any number.
func (p Panel) Known() bool {
	for _, l := range p.Lines {
		for _, v := range l.Values {
			if v.known() {
				return true
			}
		}
	}
	return false
}

// Summary says where each line begins and ends.
func (p Panel) Summary() string {
	var parts []string
	for _, l := range p.Lines {
		first, last := -1, -1
		for i, v := range l.Values {
			if v.known() {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
		switch {
		case first < 0:
			parts = append(parts, l.Name+": no evidence")
		case first == last:
			parts = append(parts, fmt.Sprintf("%s: %.2f in %s alone", l.Name, l.Values[first].Value, p.Slots[first]))
		default:
			parts = append(parts, fmt.Sprintf("%s: from %.2f in %s to %.2f in %s", l.Name, l.Values[first].Value, p.Slots[first], l.Values[last].Value, p.Slots[last]))
		}
	}
	return strings.Join(parts, "; ") + "."
}

// Table has a slot and line a row.
func (p Panel) Table() Table {
	t := Table{Head: []string{"", "When", "Value", "Low", "High", "N"}}
	for _, l := range p.Lines {
		for i, v := range l.Values {
			row := []Cell{{Text: l.Name}, {Text: p.Slots[i]}, {Text: "no evidence"}, {}, {}, {Number: true}}
			if v.Missing != "" {
				row[2].Text += ": " + v.Missing
			}
			if v.N > 0 {
				row[5].Text = Thousands(v.N)
			}
			if v.known() {
				row[2] = Cell{Text: fmt.Sprintf("%.3f", v.Value), Number: true}
				if !math.IsNaN(v.Low) {
					row[3], row[4] = Cell{Text: fmt.Sprintf("%.3f", v.Low), Number: true}, Cell{Text: fmt.Sprintf("%.3f", v.High), Number: true}
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// SVG draws it, 320 wide.
func (p Panel) SVG(o Options) string {
	const width, left, right, top, plot = 320.0, 36.0, 10.0, 10.0, 120.0
	v := &canvas{Options: o, width: width, height: top + plot + 22}
	if o.Alone {
		v.height += 20
		v.text(left, v.height-4, 12, "start", "ink", p.Title)
	}
	slot := (width - left - right) / float64(max(1, len(p.Slots)))
	x := func(i int) float64 { return left + (float64(i)+0.5)*slot }
	y := func(f float64) float64 {
		return top + (p.High-math.Min(p.High, math.Max(p.Low, f)))/(p.High-p.Low)*plot
	}
	v.hatched("gap", "hatch", 7, 2.4)
	p.gaps(v, left, slot, top, plot)
	for i := range 3 {
		f := p.Low + (p.High-p.Low)*float64(i)/2
		class := "grid"
		if p.Zero && f == 0 {
			class = "axis"
		}
		v.line(left, y(f), width-right, y(f), class, "")
		v.text(left-5, y(f)+4, 11, "end", "dim", strings.Replace(fmt.Sprintf("%.3g", f), "-", "−", 1))
	}
	if k := len(p.Slots); k > 0 {
		v.text(left, top+plot+16, 11, "start", "dim", p.Slots[0])
		if k > 1 {
			v.text(width-right, top+plot+16, 11, "end", "dim", p.Slots[k-1])
		}
	}
	for i, l := range p.Lines {
		look := lineLooks[i%len(lineLooks)]
		for from := 0; from < len(l.Values); from++ {
			to := from
			for to < len(l.Values) && l.Values[to].known() {
				to++
			}
			if to > from {
				panelRun(v, l.Values[from:to], from, x, y, look.line, look.dot, look.dash)
				from = to
			}
		}
		for k, q := range l.Values {
			if q.known() {
				v.add(`<g><title>%s</title><circle cx="%s" cy="%s" r="1.8"%s/></g>`, Escape(fmt.Sprintf("%s, %s: %.3f (N %s)", l.Name, p.Slots[k], q.Value, Thousands(q.N))), n(x(k)), n(y(q.Value)), v.class(look.dot))
			}
		}
	}
	return v.done(p.Title, p.Summary())
}

// gaps hatches the slots without a value.
func (p Panel) gaps(v *canvas, left, slot, top, plot float64) {
	has := func(i int) bool {
		for _, l := range p.Lines {
			if l.Values[i].known() {
				return true
			}
		}
		return false
	}
	for from := 0; from < len(p.Slots); from++ {
		if has(from) {
			continue
		}
		to := from
		for to+1 < len(p.Slots) && !has(to+1) {
			to++
		}
		words := p.Slots[from]
		if to > from {
			words += " to " + p.Slots[to]
		}
		v.add(`<g><title>%s</title><rect x="%s" y="%s" width="%s" height="%s"%s/></g>`, Escape(words+": no evidence"), n(left+float64(from)*slot), n(top), n(float64(to-from+1)*slot), n(plot), v.fill("gap"))
		from = to
	}
}

func panelRun(v *canvas, vs []PanelValue, at int, x func(int) float64, y func(float64) float64, line, dot, dash string) {
	var path, band, back strings.Builder
	op := "M"
	for i, q := range vs {
		high := q.High
		if math.IsNaN(q.Low) || math.IsNaN(high) {
			high = q.Value
		}
		path.WriteString(op + n(x(at+i)) + " " + n(y(q.Value)))
		band.WriteString(op + n(x(at+i)) + " " + n(y(high)))
		op = "L"
		last := vs[len(vs)-1-i]
		low := last.Low
		if math.IsNaN(low) {
			low = last.Value
		}
		back.WriteString("L" + n(x(at+len(vs)-1-i)) + " " + n(y(low)))
	}
	v.path(band.String()+back.String()+"Z", dot, ` fill-opacity="0.13" stroke="none"`)
	more := ` stroke-width="1.6"`
	if dash != "" {
		more += ` stroke-dasharray="` + dash + `"`
	}
	v.path(path.String(), line, more)
}

// LineKey explains the looks of lines by name, as HTML.
func LineKey(names []string) string {
	var b strings.Builder
	b.WriteString(`<p class="key">`)
	for i, name := range names {
		k := lineLooks[i%len(lineLooks)]
		dash := ""
		if k.dash != "" {
			dash = ` stroke-dasharray="` + k.dash + `"`
		}
		fmt.Fprintf(&b, `<span><svg viewBox="0 0 34 12" width="34" height="12" aria-hidden="true"><line x1="1" y1="6" x2="33" y2="6" class="k-%s" stroke-width="2.4"%s/></svg>%s</span>`, k.line, dash, Escape(name))
	}
	b.WriteString(`</p>`)
	return b.String()
}
