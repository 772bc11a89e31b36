// Package resolve says who, where and when: it finds the names and descriptions
// of actors in a parsed document, what they name at the document's date, the
// places, and whose words a quotation holds. Time expressions are left to its
// sub-package times.
//
// It reads word classes and neighbours first and uses the tree as help, so that
// a poor tree costs little. What cannot be told stays without an actor; the
// mention's Reason then says what stood in the way.
package resolve

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/mend"
)

// A Timer finds the time expressions of a document published at a date, in
// order of Begin. The date may be unknown.
type Timer func(p *doc.Parsed, published edtf.Date) []event.Time

// A Resolver resolves documents against one atlas. It does not change and is
// safe for concurrent use.
type Resolver struct {
	a     *atlas.Atlas
	times Timer
}

// Resolve returns the document with its mentions, places, times and quotations.
// The error is for a document that is not well formed: a sentence whose segment
// does not exist, or a token outside of its sentence.
func (r *Resolver) Resolve(p *doc.Parsed) (*event.Resolved, error) {
	if err := check(p); err != nil {
		return nil, err
	}
	p = mend.Parsed(p)
	w := r.read(p)
	w.settleHome()
	out := &event.Resolved{Parsed: *p, Mentions: w.ms, Places: w.places, Quotes: w.quotes()}
	if r.times != nil {
		out.Times = r.times(p, w.at)
	}
	w.order(out)
	return out, nil
}

// A work is what is known of one document while it is resolved.
type work struct {
	r     *Resolver
	a     *atlas.Atlas
	p     *doc.Parsed
	at    edtf.Date // publication, zero if unknown
	sents []*sent

	ms     []event.Mention
	places []event.Place
	notes  []note // beside ms: what the contract has no field for
	mem    memory
	frames []frame        // who says something, in text order
	sure   map[string]int // entities named beyond doubt
}

// A note is what else is known of a mention.
type note struct {
	b, e     int // tokens
	subject  bool
	plural   bool
	human    bool   // a person
	virtual  bool   // one of several that share the words
	family   string // of a person
	location bool   // stands where something happens: "in Iran"
	former   bool
	inferred bool // country taken from the words around
	generic  bool // a role without a name
	gender   byte // 'm', 'f' or 0
	inQuote  bool
	roles    []string
}

// read runs the passes over a document: names first, over all of it, then
// mentions in the order of the text, each with what went before in memory.
func (r *Resolver) read(p *doc.Parsed) *work {
	w := &work{r: r, a: r.a, p: p}
	w.at, _ = edtf.Parse(p.Published)
	for i := range p.Sentences {
		w.sents = append(w.sents, w.view(i))
	}
	for _, s := range w.sents {
		s.scan()
	}
	w.learn()
	for _, s := range w.sents {
		s.settle()
	}
	w.mem.start(w)
	for _, s := range w.sents {
		w.sites(s)
		s.phr = s.phrases()
	}
	w.people()
	for _, s := range w.sents {
		w.sentence(s)
	}
	return w
}

// order puts mentions and places in the order of the contract and renumbers what
// points at them.
func (w *work) order(out *event.Resolved) {
	n := len(out.Mentions)
	perm := make([]int, n)
	for i := range perm {
		perm[i] = i
	}
	slices.SortStableFunc(perm, func(x, y int) int {
		a, b := &out.Mentions[x], &out.Mentions[y]
		return cmp.Or(a.Begin-b.Begin, b.End-a.End, -cmp.Compare(len(a.Members), len(b.Members)))
	})
	to := make([]int, n)
	sorted := make([]event.Mention, n)
	for i, x := range perm {
		to[x], sorted[i] = i, out.Mentions[x]
	}
	move := func(r doc.Ref) doc.Ref {
		if i, ok := r.Index(); ok && i < n {
			return doc.RefTo(to[i])
		}
		return r
	}
	for i := range sorted {
		m := &sorted[i]
		m.Antecedent = move(m.Antecedent)
		m.Members = slices.Clone(m.Members) // two mentions may share theirs
		for k, x := range m.Members {
			m.Members[k] = to[x]
		}
	}
	for i := range out.Quotes {
		out.Quotes[i].Speaker = move(out.Quotes[i].Speaker)
	}
	slices.SortStableFunc(out.Places, func(a, b event.Place) int {
		return cmp.Or(a.Begin-b.Begin, b.End-a.End, strings.Compare(a.ID, b.ID))
	})
	out.Mentions = sorted
}
