package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Change is what one act of one document is in two states of the ledger.
type Change struct {
	Document string `json:"document"`
	What     string `json:"what" doc:"new: only after; gone: only before; changed"`
	// Fields are those that differ: type, mode, kind, status, date, source, target,
	// place, contexts, reciprocal, flags, scale.
	Fields []string `json:"fields"`
	Why    string   `json:"why" doc:"which rule decided before and after, and what changed of it"`

	Before, After *Entry `json:"-"` // nil where there is none
}

// A State is one state of the ledger: as it stood after a batch, or as coded by a
// codebook.
type State struct {
	AsOf     int64  // batch; 0 is the last
	Codebook string // name@version; "" is the last coding
}

// Diff says what changed from one state to another in the documents that both
// hold, act by act: of one document, two are the same act if they rest on the
// same words. Documents that one of them does not hold are counted in new and
// gone. Changes come in the order of documents, then of words.
//
// ruleChange says what changed of a rule, "" if nothing; nil says nothing.
func (ix *Index) Diff(from, to State, ruleChange func(id string) string) (changes []Change, added, gone int) {
	a, b := ix.state(from), ix.state(to)
	codings := map[string][2]*Doc{}
	for i := range ix.Docs {
		d := &ix.Docs[i]
		c := codings[d.ID]
		if ix.docHolds(d, from.switches()) {
			c[0] = d
		}
		if ix.docHolds(d, to.switches()) {
			c[1] = d
		}
		codings[d.ID] = c
	}
	for id, c := range codings {
		switch {
		case c[0] == nil && c[1] != nil:
			added++
		case c[0] != nil && c[1] == nil:
			gone++
		case c[0] == nil || c[0] == c[1]:
		default:
			changes = append(changes, diffDoc(c, a[id], b[id], ruleChange)...)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Document, b.Document), cmp.Compare(a.first(), b.first()), strings.Compare(a.What, b.What), strings.Compare(a.id(), b.id()))
	})
	return changes, added, gone
}

func (s State) switches() Switches { return Switches{AsOf: s.AsOf, Codebook: s.Codebook} }

// state is the events of a state by document.
func (ix *Index) state(s State) map[string][]*Entry {
	out := map[string][]*Entry{}
	for i := range ix.Events {
		if e := &ix.Events[i]; ix.docHolds(&ix.Docs[e.Doc], s.switches()) {
			id := ix.Docs[e.Doc].ID
			out[id] = append(out[id], e)
		}
	}
	return out
}

func (c *Change) one() *Entry {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

func (c *Change) id() string { return c.one().ID }

func (c *Change) first() int32 {
	if p := c.one().Pieces; len(p) > 0 {
		return p[0].Begin
	}
	return -1
}

// diffDoc compares two codings of a document.
func diffDoc(codings [2]*Doc, before, after []*Entry, ruleChange func(string) string) []Change {
	type pair struct{ i, j, score int }
	var pairs []pair
	for i, a := range before {
		for j, b := range after {
			if s := sameWords(a, b); s > 0 {
				pairs = append(pairs, pair{i, j, s})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	to, taken := make([]int, len(before)), make([]bool, len(after))
	for i := range to {
		to[i] = -1
	}
	for _, p := range pairs {
		if to[p.i] < 0 && !taken[p.j] {
			to[p.i], taken[p.j] = p.j, true
		}
	}
	var out []Change
	change := func(a, b *Entry) {
		c := Change{Document: codings[0].ID, Before: a, After: b, Fields: []string{}}
		switch {
		case a == nil:
			c.What = "new"
		case b == nil:
			c.What = "gone"
		default:
			if c.Fields = fields(a, b); len(c.Fields) == 0 {
				return
			}
			c.What = "changed"
		}
		c.Why = why(codings, a, b, ruleChange)
		out = append(out, c)
	}
	for i, a := range before {
		if to[i] < 0 {
			change(a, nil)
		} else {
			change(a, after[to[i]])
		}
	}
	for j, b := range after {
		if !taken[j] {
			change(nil, b)
		}
	}
	return out
}

// sameWords is above 0 if two events rest on the same words that name the act:
// more if they are alike in other things.
func sameWords(a, b *Entry) int {
	s := 0
	for _, p := range a.Pieces {
		for _, q := range b.Pieces {
			switch {
			case p.TriggerEnd > 0 && p.TriggerBegin == q.TriggerBegin && p.TriggerEnd == q.TriggerEnd:
				s = max(s, 8)
			case p.TriggerEnd > 0 && q.TriggerEnd > 0 && max(p.TriggerBegin, q.TriggerBegin) < min(p.TriggerEnd, q.TriggerEnd):
				s = max(s, 4)
			case p.TriggerEnd == 0 && q.TriggerEnd == 0 && p.Begin == q.Begin && p.End == q.End:
				s = max(s, 4)
			}
		}
	}
	if s == 0 {
		return 0
	}
	if a.Type == b.Type {
		s += 2
	}
	if a.Kind == b.Kind {
		s++
	}
	return s
}

func fields(a, b *Entry) []string {
	out := []string{}
	for _, f := range []struct {
		name string
		same bool
	}{
		{"type", a.Type == b.Type}, {"mode", a.Mode == b.Mode}, {"kind", a.Kind == b.Kind}, {"status", a.Status == b.Status},
		{"date", a.Date == b.Date && a.Basis == b.Basis}, {"source", slices.EqualFunc(a.Source, b.Source, sameSide)},
		{"target", slices.EqualFunc(a.Target, b.Target, sameSide)}, {"place", placeName(a) == placeName(b)},
		{"contexts", slices.Equal(a.Contexts, b.Contexts)}, {"reciprocal", a.Reciprocal == b.Reciprocal}, {"flags", slices.Equal(a.Flags, b.Flags)},
		{"scale", a.Scale == b.Scale},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}

func sameSide(a, b Side) bool { return a.ID == b.ID }

func placeName(e *Entry) string {
	if e.Place == nil {
		return ""
	}
	return e.Place.ID + " " + e.Place.Name
}

// why says in words which rule decided, and what changed of it.
func why(codings [2]*Doc, a, b *Entry, ruleChange func(string) string) string {
	of := func(e *Entry) string {
		if ruleChange == nil {
			return ""
		}
		if s := ruleChange(e.Rule); s != "" {
			return " (" + s + ")"
		}
		return ""
	}
	books := "coded again"
	if codings[0].Codebook != codings[1].Codebook {
		books = codings[0].Codebook + " to " + codings[1].Codebook
	}
	switch {
	case a == nil:
		return "found by rule " + b.Rule + of(b) + "; " + books
	case b == nil:
		return "was found by rule " + a.Rule + of(a) + "; " + books
	case a.Rule != b.Rule:
		return "rule " + a.Rule + of(a) + " gave way to rule " + b.Rule + of(b) + "; " + books
	case of(b) == "":
		return "rule " + b.Rule + " is the same: what is around it changed; " + books
	}
	return "rule " + b.Rule + of(b) + "; " + books
}

// ParseState reads a state: a batch (b3) or a codebook (name@version).
func (ix *Index) ParseState(s string) (State, error) {
	if strings.Contains(s, "@") {
		if !slices.ContainsFunc(ix.Docs, func(d Doc) bool { return d.Codebook == s }) {
			return State{}, fmt.Errorf("no document is coded by %q; there are %s", short(s, 60), strings.Join(ix.Codebooks(), ", "))
		}
		return State{Codebook: s}, nil
	}
	var sw Switches
	if err := ix.asOf(&sw, s); err != nil {
		return State{}, err
	}
	return State{AsOf: sw.AsOf}, nil
}
