package query

import (
	"slices"

	"entente/internal/edtf"
	"entente/internal/event"
)

// A Group is the states of a region, by its group in the table of actors.
type Group struct {
	ID, Name string
	States   []string // ids, sorted
}

// Groups are the regions that measures know, in the order of their table. A
// ledger without tables has none.
func (l *Ledger) Groups() []Group {
	if l.weights == nil {
		return nil
	}
	var out []Group
	for _, id := range l.weights.Regions {
		if g, ok := l.Group(id); ok {
			out = append(out, g)
		}
	}
	return out
}

// Group finds a group of the table of actors by its id; false if there is none,
// or none of its members is a state.
func (l *Ledger) Group(id string) (Group, bool) {
	if l.atlas == nil {
		return Group{}, false
	}
	e, ok := l.atlas.Entity(id)
	if !ok {
		return Group{}, false
	}
	g := Group{ID: id, Name: e.Name}
	for _, m := range l.atlas.Members(id, edtf.Date{}) {
		if s, ok := l.atlas.Entity(m); ok && s.Kind == event.State && !slices.Contains(g.States, m) {
			g.States = append(g.States, m)
		}
	}
	slices.Sort(g.States)
	return g, len(g.States) > 0
}

// Powers are those of the table.
func (l *Ledger) Powers() []Power {
	if l.weights == nil {
		return nil
	}
	return l.weights.Powers
}

// StatePowers are the powers of the table that are one state each, in its order.
func (l *Ledger) StatePowers() []string {
	if l.weights == nil {
		return nil
	}
	var out []string
	for _, p := range l.weights.Powers {
		if len(p.Members) != 1 || l.atlas == nil {
			continue
		}
		if e, ok := l.atlas.Entity(p.Members[0]); ok && e.Kind == event.State {
			out = append(out, e.ID)
		}
	}
	return out
}
