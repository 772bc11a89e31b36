package eval

import (
	"testing"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/gold"
)

// TestEvents: a type coded in one of several allowed ways counts under the gold's
// type, so that no precision exceeds 1; an optional event that is found counts
// neither way; an extra one lowers precision.
func TestEvents(t *testing.T) {
	id := "x"
	for gold.PartOf(id) != gold.Dev {
		id += "a"
	}
	text := "Peru freed Chile."
	side := func(b, e int, actor string) []gold.Party {
		return []gold.Party{{Span: doc.Span{Begin: b, End: e}, Actor: actor}}
	}
	ev := func(typ, from, to string) event.Event {
		return event.Event{Type: typ, Status: event.Actual,
			Source: []event.Party{{Actor: from, Country: from}}, Target: []event.Party{{Actor: to, Country: to}}}
	}
	peru, chile := side(0, 4, "PER"), side(11, 16, "CHL")
	set := gold.Set{Examples: []gold.Example{{ID: id, Text: text, Events: []gold.Event{
		{Types: []string{"AID"}, Source: peru, Target: chile, Status: event.Actual, Optional: true},
		{Types: []string{"CONCEDE", "RETREAT"}, Source: peru, Target: chile, Status: event.Actual},
	}}}}
	for _, tt := range []struct {
		found []event.Event
		want  Counts
	}{
		{[]event.Event{ev("RETREAT", "PER", "CHL")}, Counts{1, 1, 1}},
		{[]event.Event{ev("AID", "PER", "CHL"), ev("RETREAT", "PER", "CHL")}, Counts{1, 1, 1}},
		{[]event.Event{ev("RETREAT", "PER", "CHL"), ev("ASSAULT", "CHL", "PER")}, Counts{1, 2, 1}},
		{[]event.Event{ev("RETREAT", "CHL", "PER")}, Counts{1, 1, 0}},
		{nil, Counts{1, 0, 0}},
	} {
		s, err := Events(set, gold.Dev, func(string, edtf.Date) (*event.Coded, error) {
			c := &event.Coded{Events: tt.found}
			c.Text = text
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.Event != tt.want {
			t.Errorf("found %v: counts %+v, want %+v", tt.found, s.Event, tt.want)
		}
		for typ, c := range s.ByType {
			if c.Right > c.Found || c.Right > c.Gold {
				t.Errorf("%s: %+v has more right than found or asked", typ, *c)
			}
		}
	}
}
