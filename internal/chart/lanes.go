package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"entente/internal/edtf"
)

// Lanes is a timeline with a lane a subject. In each lane cooperation stands
// above the line and conflict below. A date that is not known to the day is a
// bar with faded ends, a plan is hollow, what is contested is half filled and
// bears ≠, several acts told as one bear their number, what recurs has ticks.
type Lanes struct {
	Title string
	// First and Last day of the axis.
	First, Last edtf.Day
	Lanes       []Lane
	// Now, if set, is drawn as a line: after it nothing can have been reported.
	Now   edtf.Day
	NowIs string
}

// A Lane is one row of marks.
type Lane struct {
	Name, Href string
	Marks      []Mark
}

// A Mark is an event on the timeline.
type Mark struct {
	First, Last       edtf.Day
	HasFirst, HasLast bool // an end that is open has no day
	Vague             bool // it happened at some time between the two, not all along
	Sign              int  // +1 cooperation, -1 conflict, 0 neither
	Planned           bool
	Contested         bool
	Inferred          bool
	Count             int    // acts told as one; 0 is one
	Every             string // "every two years", "" if it does not recur
	Label             string // a word or two
	Date              string // as told
	About             string // who does what, for those who do not see it
	Href              string
}

const (
	lanesWidth = 960.0
	lanesLeft  = 112.0
	lanesRight = 16.0
	rowHigh    = 24.0
	barHigh    = 12.0
	maxRows    = 7
)

// Summary counts the marks.
func (l Lanes) Summary() string {
	total, planned, contested := 0, 0, 0
	var empty []string
	for _, a := range l.Lanes {
		if len(a.Marks) == 0 {
			empty = append(empty, a.Name)
		}
		for _, m := range a.Marks {
			total++
			if m.Planned {
				planned++
			}
			if m.Contested {
				contested++
			}
		}
	}
	if total == 0 {
		return l.Title + ": no evidence."
	}
	s := fmt.Sprintf("%s: %s from %s to %s, %d planned, %d contested", l.Title, Plural(total, "event"), l.First, l.Last, planned, contested)
	if len(empty) > 0 {
		s += "; no evidence in"
		for i, e := range empty {
			if i > 0 {
				s += ","
			}
			s += " " + e
		}
	}
	return s + "."
}

// Table has a mark a row, lane by lane.
func (l Lanes) Table() Table {
	t := Table{Head: []string{"lane", "date", "event", "sign"}}
	for _, a := range l.Lanes {
		if len(a.Marks) == 0 {
			t.Rows = append(t.Rows, []Cell{{Text: a.Name}, {Text: "no evidence"}, {}, {}})
		}
		for _, m := range a.Marks {
			t.Rows = append(t.Rows, []Cell{{Text: a.Name}, {Text: cmp.Or(m.Date, "not stated")}, {Text: m.About, Href: m.Href}, {Text: signName(m.Sign)}})
		}
	}
	return t
}

func signName(sign int) string {
	switch sign {
	case 1:
		return "cooperation"
	case -1:
		return "conflict"
	}
	return "neither"
}

func signClass(sign int) string {
	switch sign {
	case 1:
		return "up"
	case -1:
		return "down"
	}
	return "flat"
}

// x is where a day stands.
func (l Lanes) x(d edtf.Day) float64 {
	span := math.Max(1, float64(l.Last-l.First))
	return lanesLeft + 8 + (lanesWidth-lanesLeft-lanesRight-16)*math.Min(1, math.Max(0, float64(d-l.First)/span))
}

// placed is a mark with its row: 0 is next to the line.
type placed struct {
	Mark
	x1, x2 float64
	row    int
	words  string // where its label stands: after, before, on, or "" for nowhere
}

// pack gives each mark a row in which it covers no other. What finds none of
// the first maxRows is left out and counted.
func (l Lanes) pack(marks []Mark, labels bool) (out []placed, rows, left int) {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(l.begin(a), l.begin(b)) })
	var ends []float64
	for _, m := range marks {
		p := placed{Mark: m, x1: l.begin(m), x2: l.end(m)}
		if p.x2-p.x1 < 12 {
			mid := (p.x1 + p.x2) / 2
			p.x1, p.x2 = mid-6, mid+6
		}
		from, to := p.x1, math.Max(p.x2, p.x1+rowHigh)
		if labels {
			// Words stand after the mark, else before it, else on it.
			room := 8 + 6.1*float64(len([]rune(p.words0())))
			if p.Every != "" {
				room += 18
			}
			switch {
			case p.x2+room < lanesWidth:
				p.words, to = "after", math.Max(to, p.x2+room)
			case p.x1-room > lanesLeft:
				p.words, from = "before", p.x1-room
			case p.x2-p.x1 > room:
				p.words = "on"
			}
		}
		row := slices.IndexFunc(ends, func(e float64) bool { return e+2 <= from })
		if row < 0 {
			if len(ends) == maxRows {
				left++
				continue
			}
			row = len(ends)
			ends = append(ends, 0)
		}
		p.row, ends[row] = row, to
		out = append(out, p)
	}
	return out, len(ends), left
}

func (l Lanes) begin(m Mark) float64 {
	if m.HasFirst {
		return l.x(m.First)
	}
	return math.Max(lanesLeft+8, l.x(m.Last)-70)
}

func (l Lanes) end(m Mark) float64 {
	if m.HasLast {
		return l.x(m.Last)
	}
	return math.Min(lanesWidth-lanesRight-8, l.x(m.First)+70)
}

func (p placed) words0() string {
	s := p.Label
	if p.Count > 1 {
		s += fmt.Sprintf(" ×%d", p.Count)
	}
	if p.Contested {
		s += " ≠"
	}
	if p.Every != "" {
		s += " ↻"
	}
	return s
}

// SVG draws it, 960 wide.
func (l Lanes) SVG(o Options) string {
	v := &canvas{Options: o, width: lanesWidth}
	total := 0
	for _, a := range l.Lanes {
		total += len(a.Marks)
	}
	v.add(`<defs>`)
	v.hatched("none", "hatch", 6, 2)
	v.hatched("down", "cut", 4, 1.4)
	for _, s := range []string{"up", "down", "flat"} {
		for _, g := range []struct {
			name        string
			left, right string
		}{{"l", "0.05", "1"}, {"r", "1", "0.05"}, {"b", "0.05", "0.05"}} {
			stop := func(offset, opacity string) {
				if o.Alone {
					v.add(`<stop offset="%s" stop-color="%s" stop-opacity="%s"/>`, offset, light(s), opacity)
				} else {
					v.add(`<stop offset="%s" class="t-%s" stop-opacity="%s"/>`, offset, s, opacity)
				}
			}
			v.add(`<linearGradient id="%s">`, v.ref(s+g.name))
			stop("0", g.left)
			stop("0.4", "1")
			stop("0.6", "1")
			stop("1", g.right)
			v.add(`</linearGradient>`)
		}
	}
	v.add(`</defs>`)
	y := 26.0
	type laid struct {
		up, down         []placed
		nUp, nDown, left int
		top, line, high  float64
	}
	var rows []laid
	for _, a := range l.Lanes {
		var up, down []Mark
		for _, m := range a.Marks {
			if m.Sign < 0 {
				down = append(down, m)
			} else {
				up = append(up, m)
			}
		}
		var r laid
		var a1, a2 int
		r.up, r.nUp, a1 = l.pack(up, total <= 80)
		r.down, r.nDown, a2 = l.pack(down, total <= 80)
		r.left = a1 + a2
		r.top = y
		r.line = y + 6 + rowHigh*float64(r.nUp)
		r.high = 12 + rowHigh*float64(r.nUp+r.nDown)
		if len(a.Marks) == 0 {
			r.high, r.line = 30, y+15
		}
		r.high = math.Max(r.high, 42)
		rows = append(rows, r)
		y += r.high + 4
	}
	v.height = y + 26
	for i := range l.Lanes {
		if i%2 == 0 {
			v.rect(0, rows[i].top, lanesWidth, rows[i].high, "band", "")
		}
	}
	l.axis(v, 24, y)
	for i, a := range l.Lanes {
		r := rows[i]
		if len(a.Marks) == 0 {
			v.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/>`, n(lanesLeft), n(r.top+4), n(lanesWidth-lanesLeft-lanesRight), n(r.high-8), v.fill("none"))
			v.rect(lanesLeft+10, r.top+r.high/2-10, 94, 20, "paper", ` rx="3"`)
			v.text(lanesLeft+18, r.top+r.high/2+4, 12, "start", "dim", "no evidence")
		} else {
			v.line(lanesLeft, r.line, lanesWidth-lanesRight, r.line, "axis", "")
		}
		v.open(a.Href, clip(a.Name, 15)+": "+Plural(len(a.Marks), "event"))
		v.add(`<rect x="0" y="%s" width="%s" height="%s" fill="transparent"/>`, n(r.top), n(lanesLeft-8), n(r.high))
		v.text(8, r.top+20, 13, "start", "ink", clip(a.Name, 15))
		v.close(a.Href)
		if len(a.Marks) > 0 {
			words := Plural(len(a.Marks), "event")
			if r.left > 0 {
				words += fmt.Sprintf(", %d not drawn", r.left)
			}
			v.text(8, r.top+34, 10.5, "start", "dim", words)
		}
		for _, p := range r.up {
			l.mark(v, p, r.line-rowHigh*float64(p.row+1)+rowHigh/2-3)
		}
		for _, p := range r.down {
			l.mark(v, p, r.line+rowHigh*float64(p.row)+rowHigh/2+3)
		}
	}
	if o.Alone {
		return v.done(l.Title, l.Summary())
	}
	// For scripts that let a period be chosen by hand.
	return v.done(l.Title, l.Summary(), fmt.Sprintf(` data-brush="%s %s %s %s"`, n(l.x(l.First)), n(l.x(l.Last)), l.First, l.Last))
}

// mark draws one at the height y of its middle.
func (l Lanes) mark(v *canvas, p placed, y float64) {
	label := p.About
	if p.words != "" && p.words0() != p.Label {
		label = p.words0() + ": " + p.About
	}
	for _, s := range []struct {
		is    bool
		words string
	}{{true, cmp.Or(p.Date, "date not stated")}, {p.Planned, "planned"}, {p.Contested, "contested"}, {p.Inferred, "date inferred"},
		{p.Count > 1, fmt.Sprintf("%d acts", p.Count)}, {p.Every != "", p.Every}} {
		if s.is && s.words != "" {
			label += "; " + s.words
		}
	}
	v.open(p.Href, label)
	v.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="transparent"/>`, n(math.Min(p.x1, (p.x1+p.x2)/2-12)), n(y-rowHigh/2), n(math.Max(rowHigh, p.x2-p.x1)), n(rowHigh))
	class := signClass(p.Sign)
	dash := ""
	if p.Inferred {
		dash = ` stroke-dasharray="3 2"`
	}
	point := p.HasFirst && p.HasLast && p.First == p.Last
	mid := (p.x1 + p.x2) / 2
	switch {
	case point && p.Sign >= 0:
		fill := class
		if p.Planned {
			fill += "-line"
		}
		v.add(`<circle cx="%s" cy="%s" r="5.5"%s stroke-width="1.6"%s/>`, n(mid), n(y), v.class(fill), dash)
		if p.Contested {
			v.path(fmt.Sprintf("M%s %sa5.5 5.5 0 0 1 0 11z", n(mid), n(y-5.5)), class+"-line", "")
		}
	case point:
		d := fmt.Sprintf("M%s %sl6 6l-6 6l-6-6z", n(mid), n(y-6))
		if p.Planned {
			v.path(d, class+"-line", ` stroke-width="1.6"`+dash)
		} else {
			v.path(d, class, "")
			v.add(`<path d="%s"%s/>`, d, v.fill("down"))
		}
		if p.Contested {
			v.path(fmt.Sprintf("M%s %sl6 6l-6 6z", n(mid), n(y-6)), class+"-line", "")
		}
	case p.Planned:
		v.rect(p.x1, y-barHigh/2, p.x2-p.x1, barHigh, class+"-line", ` rx="3" stroke-width="1.6"`+dash)
		if !p.HasLast || p.Vague {
			v.rect(p.x2-3, y-barHigh/2-1, 4, barHigh+2, "paper", "")
		}
		if !p.HasFirst {
			v.rect(p.x1-1, y-barHigh/2-1, 4, barHigh+2, "paper", "")
		}
	default:
		fade := ""
		switch {
		case p.Vague || !p.HasFirst && !p.HasLast:
			fade = "b"
		case !p.HasFirst:
			fade = "l"
		case !p.HasLast:
			fade = "r"
		}
		at := fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" rx="3"`, n(p.x1), n(y-barHigh/2), n(p.x2-p.x1), n(barHigh))
		if fade == "" {
			v.add(`%s%s/>`, at, v.class(class))
		} else {
			v.add(`%s%s/>`, at, v.fill(class+fade))
		}
		if p.Sign < 0 {
			v.add(`%s%s/>`, at, v.fill("down"))
		}
		if p.Contested {
			v.rect(p.x1+1, y, p.x2-p.x1-2, barHigh/2-0.5, "paper", "")
			v.rect(p.x1, y-barHigh/2, p.x2-p.x1, barHigh, class+"-line", ` rx="3" fill-opacity="0"`)
		}
	}
	if p.Count > 1 && !point {
		v.path(fmt.Sprintf("M%s %sv-3h%sv3", n(p.x1+1), n(y-barHigh/2-1), n(p.x2-p.x1-2)), "axis", ` stroke-width="1.2"`)
	}
	if p.Every != "" {
		for x := p.x2 + 5; x < math.Min(p.x2+20, lanesWidth-lanesRight); x += 5 {
			v.line(x, y-4, x, y+4, class+"-line", ` stroke-width="1.4"`)
		}
	}
	switch p.words {
	case "after":
		x := p.x2 + 5
		if p.Every != "" {
			x += 18
		}
		v.text(x, y+4, 11, "start", "ink", p.words0())
	case "before":
		v.text(p.x1-5, y+4, 11, "end", "ink", p.words0())
	case "on":
		v.add(`<text x="%s" y="%s" font-size="11"%s paint-order="stroke" stroke-width="3" stroke-linejoin="round"%s>%s</text>`,
			n(p.x1+6), n(y+4), v.class("ink"), v.halo(), Escape(p.words0()))
	}
	v.close(p.Href)
}

// axis draws ticks at years, or at months where the span is short.
func (l Lanes) axis(v *canvas, top, bottom float64) {
	y1, _, _ := l.First.Date()
	y2, _, _ := l.Last.Date()
	months := 12
	switch years := float64(l.Last-l.First) / 365.25; {
	case years <= 0.7:
		months = 1
	case years <= 2:
		months = 3
	case years <= 9:
	default:
		months = 12 * int(niceStep(years/9))
	}
	names := []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	first := y1
	if months > 12 {
		first -= y1 % (months / 12)
	}
	for m := first * 12; m <= y2*12+12; m += months {
		d := edtf.DayOf(m/12, m%12+1, 1)
		if d < l.First || d > l.Last {
			continue
		}
		x := l.x(d)
		v.line(x, top, x, bottom, "grid", "")
		label := fmt.Sprint(m / 12)
		if m%12 != 0 {
			label = names[m%12]
			if months == 1 || months == 3 {
				label += fmt.Sprintf(" %d", m/12)
			}
		}
		v.text(x, top-8, 11, "middle", "dim", label)
		v.text(x, bottom+14, 11, "middle", "dim", label)
	}
	if l.Now != 0 && l.Now >= l.First && l.Now <= l.Last {
		x := l.x(l.Now)
		v.line(x, top, x, bottom, "axis", ` stroke-dasharray="2 3"`)
		v.text(x-4, bottom+14, 11, "end", "dim", l.NowIs)
	}
}
