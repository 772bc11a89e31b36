package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edtf"
	"entente/internal/measure"
)

// VisitsVersion is the version of the formula of [Ledger.Visits].
const VisitsVersion = "visits 1.0"

// A VisitsAsk asks who visits whom.
type VisitsAsk struct {
	States   []string // nil: all; else pairs of which one is among them
	HalfLife float64  // months; 0: twelve
	Switches
}

// A VisitPair is the visits of one state to another.
type VisitPair struct {
	Visitor, Host string
	Visits        int
	Share         float64 // of all the visitor's visits
	Back          int     // visits of the host to the visitor
	Reception     int     // Back - Visits: above 0, the visitor receives more than it goes
	Recent        float64 // Σ 2^(-age/half-life), up to the end of the period
	Last          edtf.Day
	Entries       []*Entry
}

// A VisitsAnswer has the pairs by number of visits, then ids.
type VisitsAnswer struct {
	Pairs  []VisitPair
	N      int // visits
	Merged int // acts that tell again of a visit counted within three days
	Acts   *Acts
	Method string
}

// Visits answers: acts of kind visit that are done, between states and bodies of
// states; who acts visits whom it is directed at. An act of several visitors is a
// visit of each. Errors: *BadValue, [ErrNoEvidence].
func (l *Ledger) Visits(ctx context.Context, ask VisitsAsk) (*VisitsAnswer, error) {
	for _, s := range ask.States {
		if err := l.known("state", s); err != nil {
			return nil, err
		}
	}
	if ask.HalfLife < 0 {
		return nil, bad("half-life", fmt.Sprint(ask.HalfLife), "it is a number of months above 0")
	}
	half := cmp.Or(ask.HalfLife, 12)
	acts, err := l.someActs(ctx, ask.Switches, concern{Whole: true})
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	var ids []string
	number := func(id string) int {
		if _, ok := at[id]; !ok {
			at[id] = len(ids)
			ids = append(ids, id)
		}
		return at[id]
	}
	type pair struct{ visitor, host int }
	var visits []measure.Visit
	entries, last := map[pair][]*Entry{}, map[pair]edtf.Day{}
	for i := range acts.List {
		act := &acts.List[i]
		if act.Entry.Kind != "visit" || act.Status < 1 {
			continue
		}
		for _, v := range act.Source {
			for _, h := range act.Target {
				p := pair{number(v), number(h)}
				visits = append(visits, measure.Visit{Visitor: p.visitor, Host: p.host, Day: int(act.Day)})
				entries[p], last[p] = append(entries[p], act.Entry), max(last[p], act.Day)
			}
		}
	}
	m := measure.VisitMatrix(len(ids), visits, int(acts.Last), half*measure.DefaultHalfLife/6)
	a := &VisitsAnswer{N: m.N, Merged: m.Merged, Acts: acts}
	for p, es := range entries {
		v, h := ids[p.visitor], ids[p.host]
		if ask.States != nil && !slices.Contains(ask.States, v) && !slices.Contains(ask.States, h) {
			continue
		}
		share, ok := m.Share(p.visitor, p.host)
		if !ok {
			share = math.NaN()
		}
		a.Pairs = append(a.Pairs, VisitPair{Visitor: v, Host: h, Visits: int(m.Count[p.visitor][p.host]), Share: share, Back: int(m.Count[p.host][p.visitor]),
			Reception: int(m.Reception(p.visitor, p.host)), Recent: m.Recent[p.visitor][p.host], Last: last[p], Entries: es})
	}
	if len(a.Pairs) == 0 {
		return nil, fmt.Errorf("%w: no visit that is done, between two states or bodies, is in the ledger (%s)", ErrNoEvidence, acts.coverage())
	}
	slices.SortFunc(a.Pairs, func(x, y VisitPair) int {
		return cmp.Or(cmp.Compare(y.Visits, x.Visits), cmp.Compare(x.Visitor, y.Visitor), cmp.Compare(x.Host, y.Host))
	})
	a.Method = strings.Join([]string{VisitsVersion, "acts of kind visit that are done; reports of one visitor and host within three days are one visit", acts.basis(l.bookID()),
		strings.Join(l.weights.Versions, ", "), fmt.Sprintf("half-life %s months, up to %s", strconv.FormatFloat(half, 'g', 4, 64), acts.Last), ask.Switches.asOfWords(), "switches " + ask.Switches.words()}, "; ")
	return a, nil
}
