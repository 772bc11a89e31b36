package chart

import (
	"fmt"
	"math"
	"strings"
)

// Lines draws values over time, each line with its interval. A gap in the data is
// a gap in the line.
type Lines struct {
	Title    string
	Low      float64 // ends of the axis of values
	High     float64
	Series   []Series // at most four are told apart by their look
	From, To int      // years
}

// Series is one line.
type Series struct {
	Name   string
	Points []Point // in order of year
}

// A Point is a value in a year, with the ends of its interval; Sure is false if it
// has none.
type Point struct {
	Year             int
	Value, Low, High float64
	Sure             bool
	Label            string // said of the point; may be empty
}

// Summary says where each line begins and ends.
func (l Lines) Summary() string {
	var parts []string
	for _, s := range l.Series {
		if k := len(s.Points); k > 0 {
			a, b := s.Points[0], s.Points[k-1]
			parts = append(parts, fmt.Sprintf("%s goes from %.2f in %d to %.2f in %d", s.Name, a.Value, a.Year, b.Value, b.Year))
		} else {
			parts = append(parts, s.Name+" has no data")
		}
	}
	return strings.Join(parts, "; ") + "."
}

// Table has a point a row.
func (l Lines) Table() Table {
	t := Table{Head: []string{"", "year", "value", "low", "high"}}
	for _, s := range l.Series {
		for _, p := range s.Points {
			row := []Cell{{Text: s.Name}, {Text: fmt.Sprint(p.Year), Number: true}, {Text: fmt.Sprintf("%.3f", p.Value), Number: true}, {}, {}}
			if p.Sure {
				row[3], row[4] = Cell{Text: fmt.Sprintf("%.3f", p.Low), Number: true}, Cell{Text: fmt.Sprintf("%.3f", p.High), Number: true}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// lineLooks tell lines apart without colour as well: by dashes and by marks.
var lineLooks = []struct{ line, dot, dash string }{
	{"russia-line", "russia", ""},
	{"china-line", "china", "7 3"},
	{"west-line", "west", "2 3"},
	{"turkey-line", "turkey", "9 3 2 3"},
}

// SVG draws it, 960 wide.
func (l Lines) SVG(o Options) string {
	const width, left, right, top, plot = 960.0, 44.0, 130.0, 34.0, 260.0
	v := &canvas{Options: o, width: width, height: top + plot + 34}
	span := float64(max(1, l.To-l.From))
	x := func(year int) float64 { return left + float64(year-l.From)/span*(width-left-right) }
	y := func(f float64) float64 {
		return top + (l.High-math.Min(l.High, math.Max(l.Low, f)))/(l.High-l.Low)*plot
	}
	v.text(left, 16, 14, "start", "ink", l.Title)
	for i := range 5 {
		f := l.Low + (l.High-l.Low)*float64(i)/4
		class := "grid"
		if f == 0 {
			class = "axis"
		}
		v.line(left, y(f), width-right, y(f), class, "")
		v.text(left-6, y(f)+4, 11, "end", "dim", fmt.Sprintf("%.2f", f))
	}
	every := 1
	for _, k := range []int{2, 5, 10, 20} {
		if span/float64(every) > 16 {
			every = k
		}
	}
	for year := l.From; year <= l.To; year++ {
		if year%every == 0 {
			v.text(x(year), top+plot+18, 11, "middle", "dim", fmt.Sprint(year))
		}
	}
	l.gaps(v, x, top, plot)
	for i, s := range l.Series {
		k := lineLooks[i%len(lineLooks)]
		for from := 0; from < len(s.Points); {
			to := from + 1
			for to < len(s.Points) && s.Points[to].Year == s.Points[to-1].Year+1 {
				to++
			}
			l.run(v, s.Points[from:to], x, y, k.line, k.dot, k.dash)
			from = to
		}
		for _, p := range s.Points {
			label := p.Label
			if label == "" {
				label = fmt.Sprintf("%s %d: %.3f", s.Name, p.Year, p.Value)
			}
			v.add(`<g><title>%s</title><circle cx="%s" cy="%s" r="2.6"%s/></g>`, Escape(label), n(x(p.Year)), n(y(p.Value)), v.class(k.dot))
		}
	}
	l.names(v, width-right+8, y)
	return v.done(l.Title, l.Summary())
}

// gaps hatches the years of which no line has a value.
func (l Lines) gaps(v *canvas, x func(int) float64, top, plot float64) {
	has := map[int]bool{}
	for _, s := range l.Series {
		for _, p := range s.Points {
			has[p.Year] = true
		}
	}
	drawn := false
	for from := l.From; from <= l.To; from++ {
		if has[from] {
			continue
		}
		to := from
		for to < l.To && !has[to+1] {
			to++
		}
		if !drawn {
			v.hatched("gap", "hatch", 7, 2.4)
			drawn = true
		}
		a, b := max(x(l.From), x(from)-(x(from+1)-x(from))/2), min(x(l.To), x(to)+(x(to+1)-x(to))/2)
		v.add(`<g><title>%s</title><rect x="%s" y="%s" width="%s" height="%s"%s/></g>`, Escape(yearsWords(from, to)+": no evidence"), n(a), n(top), n(b-a), n(plot), v.fill("gap"))
		from = to
	}
}

func yearsWords(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d to %d", from, to)
}

// run draws points of years that follow each other.
func (l Lines) run(v *canvas, ps []Point, x func(int) float64, y func(float64) float64, line, dot, dash string) {
	var path, back strings.Builder
	for i, p := range ps {
		op := "L"
		if i == 0 {
			op = "M"
		}
		path.WriteString(op + n(x(p.Year)) + " " + n(y(p.Value)))
	}
	band := ""
	for i, p := range ps {
		high := p.High
		if !p.Sure {
			high = p.Value
		}
		op := "L"
		if i == 0 {
			op = "M"
		}
		band += op + n(x(p.Year)) + " " + n(y(high))
	}
	for i := len(ps) - 1; i >= 0; i-- {
		low := ps[i].Low
		if !ps[i].Sure {
			low = ps[i].Value
		}
		back.WriteString("L" + n(x(ps[i].Year)) + " " + n(y(low)))
	}
	v.path(band+back.String()+"Z", dot, ` fill-opacity="0.13" stroke="none"`)
	more := ` stroke-width="2"`
	if dash != "" {
		more += ` stroke-dasharray="` + dash + `"`
	}
	v.path(path.String(), line, more)
}

// names writes the name of each line beside its end, without overlap.
func (l Lines) names(v *canvas, x float64, y func(float64) float64) {
	type label struct {
		at   float64
		name string
		dot  string
	}
	var out []label
	for i, s := range l.Series {
		if k := len(s.Points); k > 0 {
			out = append(out, label{y(s.Points[k-1].Value), s.Name, lineLooks[i%len(lineLooks)].dot})
		}
	}
	for range out { // push apart, a round a label
		for i := range out {
			for j := range out {
				if d := out[j].at - out[i].at; i != j && (d > 0 || d == 0 && j > i) && d < 14 {
					out[j].at = out[i].at + 14
				}
			}
		}
	}
	for _, k := range out {
		v.text(x, k.at+4, 12, "start", k.dot, k.name)
	}
}
