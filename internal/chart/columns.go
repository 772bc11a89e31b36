package chart

import (
	"fmt"
	"math"
)

// Columns counts cooperation and conflict by period: cooperation stands above
// the line, conflict, hatched, below.
type Columns struct {
	Title   string
	Periods []Period // in order, without gaps
	Unit    string   // what is counted, in the singular: "event"
}

// A Period is a stretch of time and what was counted in it.
type Period struct {
	Label    string
	Up, Down int
	Flat     int // neither
	// None says that no document bears on the period, so that a nought would be a
	// guess.
	None bool
	Href string
}

func (c Columns) total() (up, down, flat int) {
	for _, p := range c.Periods {
		up, down, flat = up+p.Up, down+p.Down, flat+p.Flat
	}
	return
}

// Summary says how many and where most are.
func (c Columns) Summary() string {
	up, down, _ := c.total()
	if up+down == 0 {
		return c.Title + ": no evidence."
	}
	best := c.Periods[0]
	for _, p := range c.Periods {
		if p.Up+p.Down > best.Up+best.Down {
			best = p
		}
	}
	return fmt.Sprintf("%s: %s of cooperation and %d of conflict from %s to %s; most in %s (%d).", c.Title, Plural(up, c.Unit), down,
		c.Periods[0].Label, c.Periods[len(c.Periods)-1].Label, best.Label, best.Up+best.Down)
}

// Table has a period a row.
func (c Columns) Table() Table {
	t := Table{Head: []string{"period", "cooperation", "conflict"}}
	for _, p := range c.Periods {
		up, down := fmt.Sprint(p.Up), fmt.Sprint(p.Down)
		if p.None || p.Up+p.Down == 0 {
			up, down = "no evidence", "no evidence"
		}
		t.Rows = append(t.Rows, []Cell{{Text: p.Label, Href: p.Href}, {Text: up, Number: true}, {Text: down, Number: true}})
	}
	return t
}

// SVG draws it, 960 wide.
func (c Columns) SVG(o Options) string {
	const width, left, right, top, plot = 960.0, 44.0, 8.0, 18.0, 150.0
	v := &canvas{Options: o, width: width, height: top + plot + 30}
	v.add(`<defs>`)
	v.hatched("none", "hatch", 6, 2)
	v.hatched("down", "cut", 4, 1.4)
	v.add(`</defs>`)
	most, least := 1, 0
	for _, p := range c.Periods {
		most, least = max(most, p.Up), max(least, p.Down)
	}
	step := niceStep(float64(most+least) / 4)
	high, low := math.Ceil(float64(most)/step)*step, math.Ceil(float64(least)/step)*step
	y := func(k float64) float64 { return top + (high-k)/(high+low)*plot }
	for k := -low; k <= high; k += step {
		class := "grid"
		if k == 0 {
			class = "axis"
		}
		v.line(left, y(k), width-right, y(k), class, "")
		v.text(left-6, y(k)+4, 11, "end", "dim", fmt.Sprint(math.Abs(k)))
	}
	v.text(left, 11, 11, "start", "dim", "▲ cooperation")
	v.text(left+100, 11, 11, "start", "dim", "▼ conflict")
	slot := (width - left - right) / float64(max(1, len(c.Periods)))
	w := math.Min(44, slot*0.72)
	every := max(1, int(math.Ceil(46/slot)))
	for i, p := range c.Periods {
		x := left + slot*(float64(i)+0.5)
		if p.None || p.Up+p.Down+p.Flat == 0 {
			v.add(`<g><title>%s: no evidence</title>`, Escape(p.Label))
			v.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/></g>`, n(x-slot/2), n(y(high)), n(slot), n(y(-low)-y(high)), v.fill("none"))
		} else {
			label := fmt.Sprintf("%s: %d of cooperation, %d of conflict", p.Label, p.Up, p.Down)
			v.open(p.Href, label)
			v.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="transparent"/>`, n(x-slot/2), n(y(high)), n(slot), n(y(-low)-y(high)))
			if p.Up > 0 {
				v.rect(x-w/2, y(float64(p.Up)), w, y(0)-y(float64(p.Up)), "up", "")
			}
			if p.Down > 0 {
				h := y(float64(-p.Down)) - y(0)
				v.rect(x-w/2, y(0), w, h, "down", "")
				v.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/>`, n(x-w/2), n(y(0)), n(w), n(h), v.fill("down"))
			}
			v.close(p.Href)
		}
		if i%every == 0 {
			v.text(x, top+plot+18, 11, "middle", "dim", p.Label)
		}
	}
	return v.done(c.Title, c.Summary())
}

// niceStep is the next of 1, 2, 5, 10, 20, … .
func niceStep(f float64) float64 {
	if f <= 1 {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(f)))
	for _, m := range []float64{1, 2, 5, 10} {
		if f <= m*p {
			return m * p
		}
	}
	return 10 * p
}

// Pairs is a row a name: cooperation to the right, conflict, hatched, to the
// left.
type Pairs struct {
	Title string
	Rows  []PairRow
	Unit  string
}

// A PairRow is one name of [Pairs].
type PairRow struct {
	Name, Href string
	Up, Down   int
	Power      string // its colour, "" for none
}

// Summary names the first rows.
func (p Pairs) Summary() string {
	if len(p.Rows) == 0 {
		return p.Title + ": no evidence."
	}
	s := p.Title + ": "
	for i, r := range p.Rows[:min(3, len(p.Rows))] {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s %d of cooperation and %d of conflict", r.Name, r.Up, r.Down)
	}
	return s + "."
}

// Table has a name a row.
func (p Pairs) Table() Table {
	t := Table{Head: []string{"with", "cooperation", "conflict"}}
	for _, r := range p.Rows {
		t.Rows = append(t.Rows, []Cell{{Text: r.Name, Href: r.Href}, {Text: fmt.Sprint(r.Up), Number: true}, {Text: fmt.Sprint(r.Down), Number: true}})
	}
	return t
}

// SVG draws it, 640 wide.
func (p Pairs) SVG(o Options) string {
	const width, row, names = 640.0, 26.0, 190.0
	v := &canvas{Options: o, width: width, height: 24 + row*float64(len(p.Rows)) + 4}
	v.add(`<defs>`)
	v.hatched("down", "cut", 4, 1.4)
	v.add(`</defs>`)
	most, least := 1, 1
	for _, r := range p.Rows {
		most, least = max(most, r.Up), max(least, r.Down)
	}
	const numbers = 26.0
	unit := (width - names - 2*numbers - 8) / float64(most+least)
	zero := names + numbers + unit*float64(least)
	v.text(zero-6, 12, 11, "end", "dim", "conflict")
	v.text(zero+6, 12, 11, "start", "dim", "cooperation")
	for i, r := range p.Rows {
		y := 24 + row*float64(i)
		v.open(r.Href, fmt.Sprintf("%s: %d of cooperation, %d of conflict", clip(r.Name, 26), r.Up, r.Down))
		v.add(`<rect x="0" y="%s" width="%s" height="%s" fill="transparent"/>`, n(y), n(width), n(row))
		if r.Power != "" {
			v.rect(0, y+7, 4, 12, r.Power, "")
		}
		v.text(10, y+17, 13, "start", "ink", clip(r.Name, 26))
		if r.Up > 0 {
			v.rect(zero, y+5, unit*float64(r.Up), row-10, "up", "")
		}
		if r.Down > 0 {
			w := unit * float64(r.Down)
			v.rect(zero-w, y+5, w, row-10, "down", "")
			v.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/>`, n(zero-w), n(y+5), n(w), n(row-10), v.fill("down"))
		}
		v.close(r.Href)
		// What a link shows must be the beginning of its name: the numbers stand
		// beside it.
		if r.Up > 0 {
			v.text(zero+unit*float64(r.Up)+4, y+17, 11, "start", "dim", fmt.Sprint(r.Up))
		}
		if r.Down > 0 {
			v.text(zero-unit*float64(r.Down)-4, y+17, 11, "end", "dim", fmt.Sprint(r.Down))
		}
	}
	v.line(zero, 18, zero, v.height, "axis", "")
	return v.done(p.Title, p.Summary())
}

// clip cuts words to so many characters.
func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
