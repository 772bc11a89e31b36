package chart

import (
	"fmt"
	"math"
)

// A Ternary shows the path of shares between three powers: the nearer to a corner,
// the larger the share of that power among the three. Points are joined in order;
// a gap in the evidence breaks the path.
type Ternary struct {
	Title   string
	Corners [3]string // left, right, top
	Points  []TernaryPoint
}

// A TernaryPoint is the shares at one time. They need not sum to 1: what others
// have is left out.
type TernaryPoint struct {
	Label  string
	Shares [3]float64 // NaN: no evidence
	N      int
	Href   string
}

// among are the shares of the three alone; false if there are none.
func (p TernaryPoint) among() (out [3]float64, ok bool) {
	sum := p.Shares[0] + p.Shares[1] + p.Shares[2]
	if !(sum > 0) || math.IsInf(sum, 0) {
		return out, false
	}
	for i, s := range p.Shares {
		out[i] = s / sum
	}
	return out, true
}

func (t Ternary) words(p TernaryPoint) string {
	s, ok := p.among()
	if !ok {
		return p.Label + ": not enough evidence"
	}
	return fmt.Sprintf("%s: %s %.0f %%, %s %.0f %%, %s %.0f %%, n %s", p.Label, t.Corners[0], 100*s[0], t.Corners[1], 100*s[1], t.Corners[2], 100*s[2], Thousands(p.N))
}

// Summary says where the path begins and ends.
func (t Ternary) Summary() string {
	var with []TernaryPoint
	for _, p := range t.Points {
		if _, ok := p.among(); ok {
			with = append(with, p)
		}
	}
	switch len(with) {
	case 0:
		return t.Title + ": not enough evidence."
	case 1:
		return t.Title + ": " + t.words(with[0]) + "."
	}
	return fmt.Sprintf("%s: from %s to %s.", t.Title, t.words(with[0]), t.words(with[len(with)-1]))
}

// Table has a point a row.
func (t Ternary) Table() Table {
	out := Table{Head: []string{"", t.Corners[0], t.Corners[1], t.Corners[2], "n"}}
	for _, p := range t.Points {
		row := []Cell{{Text: p.Label, Href: p.Href}}
		s, ok := p.among()
		for i := range s {
			if !ok {
				row = append(row, Cell{Text: "not enough evidence"})
			} else {
				row = append(row, Cell{Text: fmt.Sprintf("%.3f", s[i]), Number: true})
			}
		}
		out.Rows = append(out.Rows, append(row, Cell{Text: Thousands(p.N), Number: true}))
	}
	return out
}

// SVG draws it, 480 wide.
func (t Ternary) SVG(o Options) string {
	const width, side, left, top = 480.0, 380.0, 50.0, 40.0
	tall := side * math.Sqrt(3) / 2
	v := &canvas{Options: o, width: width, height: top + tall + 40}
	at := func(s [3]float64) (x, y float64) { return left + side*(s[1]+s[2]/2), top + tall*(1-s[2]) }
	line := func(a, b [3]float64, class string) {
		x1, y1 := at(a)
		x2, y2 := at(b)
		v.line(x1, y1, x2, y2, class, "")
	}
	for i := range 3 {
		for _, f := range []float64{.25, .5, .75} {
			var a, b [3]float64
			a[i], a[(i+1)%3] = f, 1-f
			b[i], b[(i+2)%3] = f, 1-f
			line(a, b, "grid")
		}
		var a, b [3]float64
		a[i], b[(i+1)%3] = 1, 1
		line(a, b, "axis")
	}
	v.text(left, top+tall+20, 12, "middle", "ink", t.Corners[0])
	v.text(left+side, top+tall+20, 12, "middle", "ink", t.Corners[1])
	v.text(left+side/2, top-10, 12, "middle", "ink", t.Corners[2])
	path, open := "", false
	for _, p := range t.Points {
		s, ok := p.among()
		if !ok {
			open = false
			continue
		}
		x, y := at(s)
		move := "M"
		if open {
			move = "L"
		}
		path += move + n(x) + " " + n(y)
		open = true
	}
	if path != "" {
		v.path(path, "flat-line", ` fill-opacity="0" stroke-width="1.5"`)
	}
	last := -1
	for i, p := range t.Points {
		if _, ok := p.among(); ok {
			last = i
		}
	}
	first := true
	for i, p := range t.Points {
		s, ok := p.among()
		if !ok {
			continue
		}
		x, y := at(s)
		v.open(p.Href, t.words(p))
		r := "3"
		if first || i == last {
			r = "5.5"
		}
		v.add(`<circle cx="%s" cy="%s" r="%s"%s/>`, n(x), n(y), r, v.class("mark"))
		v.close(p.Href)
		if first || i == last {
			v.text(x+8, y-6, 11, "start", "dim", p.Label)
		}
		first = false
	}
	return v.done(t.Title, t.Summary())
}
