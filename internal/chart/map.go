package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Map colours states by a number and marks places. A state without evidence
// is hatched. Disputed areas are drawn as disputed, from the viewpoint that the
// map itself names.
type Map struct {
	Title string
	World *World
	Frame Frame
	// DeFacto draws areas as part of who holds them; else the resolutions of the UN
	// General Assembly decide.
	DeFacto bool
	Unit    string // what is counted, in the singular
	States  []StateValue
	Places  []PlaceMark
	// Overlap, if its codes are set, draws where the events of two powers lie
	// instead of the numbers of states.
	Overlap [2]PowerName
}

// A PowerName is the code of a power, a class of colours, and its name.
type PowerName struct{ Code, Name string }

// both says that the map is of two powers.
func (m Map) both() bool { return m.Overlap[0].Code != "" && m.Overlap[1].Code != "" }

// of says how many events each of the two powers has.
func (m Map) of(n [2]int) string {
	return fmt.Sprintf("%s %d, %s %d", m.Overlap[0].Name, n[0], m.Overlap[1].Name, n[1])
}

// A StateValue is a state and its number.
type StateValue struct {
	ID, Name, Href string
	N              int    // 0: no evidence
	Of             [2]int // events of the two powers of an overlap
}

// A PlaceMark is a place and its number.
type PlaceMark struct {
	Name, Href string
	Lon, Lat   float64
	Precision  string // city, province, border, state, region
	N          int
	Powers     []string // those whose security events it has, by code
	Of         [2]int   // events of the two powers of an overlap
}

// Viewpoint says whose borders are drawn.
func (m Map) Viewpoint() string {
	if m.DeFacto {
		return "Borders: who is in control (Natural Earth); disputed areas hatched."
	}
	return "Borders: resolutions of the UN General Assembly; disputed areas hatched."
}

// Summary names the states with most.
func (m Map) Summary() string {
	if m.both() {
		return m.overlapSummary()
	}
	rows := slices.Clone(m.States)
	slices.SortStableFunc(rows, func(a, b StateValue) int { return cmp.Compare(b.N, a.N) })
	with := 0
	s := ""
	for _, r := range rows {
		if r.N > 0 {
			if with < 3 {
				if with > 0 {
					s += ", "
				}
				s += fmt.Sprintf("%s %d", r.Name, r.N)
			}
			with++
		}
	}
	if with == 0 {
		return m.Title + ": no evidence. " + m.Viewpoint()
	}
	return fmt.Sprintf("%s: %s with evidence; most: %s. %s", m.Title, Plural(with, "state"), s, m.Viewpoint())
}

// Table has the states and then the places.
func (m Map) Table() Table {
	if m.both() {
		return m.overlapTable()
	}
	t := Table{Head: []string{"state or place", "is", cmp.Or(m.Unit, "event") + "s"}}
	for _, r := range m.States {
		c := Cell{Text: fmt.Sprint(r.N), Number: true}
		if r.N == 0 {
			c.Text = "no evidence"
		}
		t.Rows = append(t.Rows, []Cell{{Text: r.Name, Href: r.Href}, {Text: "state"}, c})
	}
	for _, p := range m.Places {
		t.Rows = append(t.Rows, []Cell{{Text: p.Name, Href: p.Href}, {Text: p.Precision}, {Text: fmt.Sprint(p.N), Number: true}})
	}
	return t
}

// steps are the least numbers of the five shades.
func (m Map) steps() []int {
	most := 0
	for _, s := range m.States {
		most = max(most, s.N)
	}
	var out []int
	for i := range 5 {
		v := int(math.Round(math.Pow(float64(max(1, most)), float64(i)/5)))
		if i == 0 {
			v = 1
		}
		if len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}

func (m Map) shade(steps []int, n int) string {
	k := 0
	for i, s := range steps {
		if n >= s {
			k = i + 1
		}
	}
	if len(steps) < 5 && k > 0 { // few shades: the plainer ones
		k += (5 - len(steps)) / 2
	}
	return fmt.Sprintf("s%d", k)
}

// SVG draws it, 960 wide.
func (m Map) SVG(o Options) string {
	const width = 960.0
	height := 560.0
	if m.Frame.High == 0 {
		height = 440
	}
	const legend = 46.0
	v := &canvas{Options: o, width: width, height: height + legend}
	to := m.Frame.project(width, height)
	v.add(`<defs>`)
	v.add(`<clipPath id="%s"><rect width="%s" height="%s" rx="4"/></clipPath>`, v.ref("frame"), n(width), n(height))
	v.add(`<pattern id="%s" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7"%s/><line y2="7"%s stroke-width="1.6"/></pattern>`,
		v.ref("none"), v.class("land"), v.class("hatch"))
	v.hatched("dispute", "dispute", 4, 0.9)
	if m.both() {
		v.hatched("second", m.Overlap[1].Code+"-line", 6, 5)
	}
	v.add(`</defs><g clip-path="url(#%s)" stroke-linejoin="round" stroke-width="0.7">`, v.ref("frame"))
	v.rect(0, 0, width, height, "sea", "")
	steps := m.steps()
	values := map[string]StateValue{}
	for _, s := range m.States {
		values[s.ID] = s
	}
	paint := func(id, d, about string, hatch bool) {
		s, known := values[id]
		switch {
		case m.both() && s.Of != [2]int{}:
			m.overlapState(v, s, d, about)
		case s.N > 0 && !m.both():
			v.open(s.Href, about+": "+Plural(s.N, cmp.Or(m.Unit, "event")))
			v.path(d, m.shade(steps, s.N), ` fill-rule="evenodd"`)
		default:
			href := ""
			if known {
				href = s.Href
			}
			v.open(href, about+": no evidence")
			v.add(`<path d="%s"%s%s fill-rule="evenodd"/>`, d, v.class("coast"), v.fill("none"))
			s.Href = href
		}
		if hatch {
			v.add(`<path d="%s"%s fill-opacity="0.75"/>`, d, v.fill("dispute"))
			v.path(d, "dispute", ` stroke-width="0.6" stroke-dasharray="3 2"`)
		}
		v.close(s.Href)
	}
	name := func(id string) string { return cmp.Or(values[id].Name, id) }
	drawn := m.World.outlines(m.Frame, to, width, height)
	for i, s := range m.World.States {
		if d := drawn.states[i]; d != "" {
			paint(s.ID, d, name(s.ID), false)
		}
	}
	if d := drawn.provinces; d != "" { // without a meaning of its own
		v.path(d, "province", ` stroke-width="0.6" stroke-opacity="0.55"`)
	}
	for i, a := range m.World.Areas {
		d := drawn.areas[i]
		if d == "" {
			continue
		}
		as := a.Holds
		if !m.DeFacto && a.UN != "" {
			as = a.UN
		}
		about := a.Name + " (disputed"
		if a.Resolution != "" && !m.DeFacto {
			about += "; " + a.Resolution + ": " + a.Words
		}
		if a.Note != "" {
			about += "; " + a.Note
		}
		about += ")"
		if as != a.ID {
			about += ", drawn with " + name(as)
		}
		paint(as, d, about, true)
	}
	m.places(v, to, width, height)
	v.add(`</g>`)
	m.legend(v, steps, height)
	return v.done(m.Title, m.Summary())
}

// places draws the marks, large ones first, and the names of the states whose
// values the map was given.
func (m Map) places(v *canvas, to projection, width, height float64) {
	ps := slices.Clone(m.Places)
	slices.SortStableFunc(ps, func(a, b PlaceMark) int { return cmp.Compare(b.N, a.N) })
	most := 1
	if len(ps) > 0 {
		most = max(1, ps[0].N)
	}
	named := 0
	radius := func(p PlaceMark) float64 { return 3 + 9*math.Sqrt(float64(p.N)/float64(most)) }
	var taken [][4]float64
	free := func(box [4]float64) bool {
		return !slices.ContainsFunc(taken, func(t [4]float64) bool {
			return box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3]
		})
	}
	for _, p := range ps {
		x, y := to(p.Lon, p.Lat)
		r := radius(p)
		taken = append(taken, [4]float64{x - r, y - r, x + r, y + r})
	}
	if m.Frame.High > 0 {
		for _, s := range m.States {
			lon, lat, ok := m.World.Middle(s.ID)
			if !ok {
				continue
			}
			x, y := to(lon, lat)
			half := 3.4 * float64(len([]rune(s.Name)))
			for _, dy := range []float64{0, 15, -15, 28} {
				box := [4]float64{x - half, y + dy - 8, x + half, y + dy + 8}
				if box[0] < 4 || box[2] > width-4 || box[1] < 4 || box[3] > height-4 || !free(box) {
					continue
				}
				v.add(`<text x="%s" y="%s" font-size="11.5" text-anchor="middle" letter-spacing="0.4"%s paint-order="stroke" stroke-width="2.8" stroke-linejoin="round"%s font-style="italic">%s</text>`,
					n(x), n(y+dy+4), v.class("ink"), v.halo(), Escape(s.Name))
				taken = append(taken, box)
				break
			}
		}
	}
	for _, p := range ps {
		x, y := to(p.Lon, p.Lat)
		if x < 0 || y < 0 || x > width || y > height {
			continue
		}
		r := radius(p)
		if m.both() {
			m.overlapPlace(v, p, x, y, r)
			continue
		}
		v.open(p.Href, fmt.Sprintf("%s (%s): %s", p.Name, p.Precision, Plural(p.N, cmp.Or(m.Unit, "event"))))
		switch p.Precision {
		case "province":
			v.path(fmt.Sprintf("M%s %sl%s %sl%s %sl%s %sz", n(x), n(y-r), n(r), n(r), n(-r), n(r), n(-r), n(-r)), "mark", ` fill-opacity="0.72"`)
		case "border":
			v.rect(x-r*1.4, y-r*0.5, r*2.8, r, "mark", ` fill-opacity="0.72"`)
		default:
			v.add(`<circle cx="%s" cy="%s" r="%s"%s fill-opacity="0.72"/>`, n(x), n(y), n(r), v.class("mark"))
		}
		for i, code := range p.Powers {
			v.add(`<circle cx="%s" cy="%s" r="3.4"%s/>`, n(x+r+3+7.5*float64(i)), n(y-r-1), v.class(code))
		}
		v.close(p.Href)
		box := [4]float64{x + r + 3, y - 7, x + r + 3 + 6.2*float64(len([]rune(p.Name))), y + 7}
		if box[2] < width && free(box) && named < 28 {
			named++
			v.add(`<text x="%s" y="%s" font-size="11"%s paint-order="stroke" stroke-width="2.4" stroke-linejoin="round"%s>%s</text>`,
				n(box[0]), n(y+4), v.class("ink"), v.halo(), Escape(p.Name))
			taken = append(taken, box)
		}
	}
}

// halo is a rim in the colour of the paper.
func (c *canvas) halo() string {
	if c.Alone {
		return ` stroke="#FFFFFF"`
	}
	return ` stroke="var(--c-paper)"`
}

func (m Map) legend(v *canvas, steps []int, top float64) {
	x, y := 4.0, top+10
	if m.both() {
		x = m.overlapLegend(v, x, y)
		steps = nil
	}
	for i, s := range steps {
		v.rect(x, y, 26, 12, m.shade(steps, s), "")
		to := "+"
		if i+1 < len(steps) {
			if to = fmt.Sprintf("–%d", steps[i+1]-1); steps[i+1]-1 == s {
				to = ""
			}
		}
		words := fmt.Sprintf("%d%s", s, to)
		v.text(x+31, y+10, 11, "start", "dim", words)
		x += 44 + 6.4*float64(len(words))
	}
	if steps != nil {
		v.text(x, y+10, 11, "start", "dim", cmp.Or(m.Unit, "event")+"s")
		x += 60
	}
	v.add(`<rect x="%s" y="%s" width="26" height="12"%s/>`, n(x), n(y), v.fill("none"))
	v.text(x+31, y+10, 11, "start", "dim", "no evidence")
	x += 108
	v.rect(x, y, 26, 12, "land", "")
	v.add(`<rect x="%s" y="%s" width="26" height="12"%s/>`, n(x), n(y), v.fill("dispute"))
	v.text(x+31, y+10, 11, "start", "dim", "disputed")
	x += 96
	v.add(`<circle cx="%s" cy="%s" r="5"%s/>`, n(x+4), n(y+6), v.class("mark"))
	v.text(x+14, y+10, 11, "start", "dim", "city")
	v.path(fmt.Sprintf("M%s %sl6 6l-6 6l-6-6z", n(x+56), n(y)), "mark", "")
	v.text(x+67, y+10, 11, "start", "dim", "province")
	v.rect(x+124, y+3, 15, 6, "mark", "")
	v.text(x+144, y+10, 11, "start", "dim", "border")
	v.text(4, top+38, 11, "start", "ink", m.Viewpoint())
}
