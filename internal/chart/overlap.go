package chart

import (
	"fmt"
	"strings"
)

// What two powers have in a state or place is told by colour and by form: the
// first fills, the second hatches or rings, both do both.

func (m Map) overlapState(v *canvas, s StateValue, d, about string) {
	v.open(s.Href, about+": "+m.of(s.Of))
	v.path(d, "land", "")
	if s.Of[0] > 0 {
		v.path(d, m.Overlap[0].Code, ` fill-opacity="0.4"`)
	}
	if s.Of[1] > 0 {
		v.add(`<path d="%s"%s/>`, d, v.fill("second"))
	}
	v.add(`<path d="%s"%s fill="none"/>`, d, v.class("coast"))
}

func (m Map) overlapPlace(v *canvas, p PlaceMark, x, y, r float64) {
	if p.Of == [2]int{} {
		return
	}
	v.open(p.Href, fmt.Sprintf("%s (%s): %s", p.Name, p.Precision, m.of(p.Of)))
	if p.Of[0] > 0 {
		v.add(`<circle cx="%s" cy="%s" r="%s"%s/>`, n(x), n(y), n(r), v.class(m.Overlap[0].Code))
	} else {
		v.add(`<circle cx="%s" cy="%s" r="%s"%s/>`, n(x), n(y), n(r), v.class("paper"))
	}
	if p.Of[1] > 0 {
		v.add(`<circle cx="%s" cy="%s" r="%s"%s stroke-width="3"/>`, n(x), n(y), n(r), v.class(m.Overlap[1].Code+"-line"))
	}
	v.close(p.Href)
}

// overlapLegend returns where the next sign may stand.
func (m Map) overlapLegend(v *canvas, x, y float64) float64 {
	for i, words := range []string{m.Overlap[0].Name, m.Overlap[1].Name, "both"} {
		v.rect(x, y, 26, 12, "land", "")
		if i != 1 {
			v.rect(x, y, 26, 12, m.Overlap[0].Code, ` fill-opacity="0.4"`)
		}
		if i != 0 {
			v.add(`<rect x="%s" y="%s" width="26" height="12"%s/>`, n(x), n(y), v.fill("second"))
		}
		v.text(x+31, y+10, 11, "start", "dim", words)
		x += 44 + 6.4*float64(len([]rune(words)))
	}
	return x
}

func (m Map) overlapSummary() string {
	var both []string
	one := [2]int{}
	for _, s := range m.States {
		switch {
		case s.Of[0] > 0 && s.Of[1] > 0:
			both = append(both, s.Name)
		case s.Of[0] > 0:
			one[0]++
		case s.Of[1] > 0:
			one[1]++
		}
	}
	words := "no state has events of both"
	if len(both) > 0 {
		words = Plural(len(both), "state") + " with events of both: " + strings.Join(both[:min(6, len(both))], ", ")
		if len(both) > 6 {
			words += ", …"
		}
	}
	return fmt.Sprintf("%s: %s; %s alone in %d, %s alone in %d. %s", m.Title, words, m.Overlap[0].Name, one[0], m.Overlap[1].Name, one[1], m.Viewpoint())
}

func (m Map) overlapTable() Table {
	t := Table{Head: []string{"state or place", "is", m.Overlap[0].Name, m.Overlap[1].Name}}
	cell := func(n int) Cell {
		if n == 0 {
			return Cell{Text: "no evidence"}
		}
		return Cell{Text: fmt.Sprint(n), Number: true}
	}
	for _, s := range m.States {
		t.Rows = append(t.Rows, []Cell{{Text: s.Name, Href: s.Href}, {Text: "state"}, cell(s.Of[0]), cell(s.Of[1])})
	}
	for _, p := range m.Places {
		if p.Of != [2]int{} {
			t.Rows = append(t.Rows, []Cell{{Text: p.Name, Href: p.Href}, {Text: p.Precision}, cell(p.Of[0]), cell(p.Of[1])})
		}
	}
	return t
}
