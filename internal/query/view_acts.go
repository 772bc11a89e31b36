package query

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"entente/internal/event"
	"entente/internal/sources"
	"entente/internal/store"
)

// An act is told by one report or by several: rows of the ledger that its
// clusters put together. What is counted and listed is acts, unless reports are
// asked for (Switches.Reports).
//
// Reports are independent of each other if they have different witnesses. The
// witness of a document is the agency it names, else the agency among the copies
// of its text, else the first of these; of a publisher that is of a group, the
// group. All documents whose publisher is not stated have one witness.

// grouped is what the ledger says of acts and stories.
type grouped struct {
	history []store.Regrouped
	at      map[int64]int32 // where in Events the event of a number stands
	several map[int32]bool  // places whose event was in an act of several at some time

	mu    sync.Mutex
	views map[int64][]int32 // clusters after a batch, see clusters
}

// viewsKept is how many past states of the clusters are kept.
const viewsKept = 8

// loadActs reads clusters and stories; the documents and events are there.
func (ix *Index) loadActs(ctx context.Context, s *store.Store) error {
	history, err := s.Regroupings(ctx)
	if err != nil {
		return err
	}
	ix.acts = &grouped{history: history, at: make(map[int64]int32, len(history)), views: map[int64][]int32{}, several: make(map[int32]bool, len(history))}
	for _, r := range history {
		ix.acts.at[r.Event] = -1
	}
	for i := range ix.Events {
		if _, ok := ix.acts.at[ix.Events[i].Number]; ok {
			ix.acts.at[ix.Events[i].Number] = int32(i)
			ix.acts.several[int32(i)] = true
		}
	}
	held, err := s.Held(ctx, 0)
	if err != nil {
		return err
	}
	ix.stories = make(map[string]store.DocumentStory, len(held.Stories))
	for _, d := range held.Stories {
		ix.stories[d.Document] = d
	}
	ix.witnesses()
	return nil
}

// witnesses finds the publisher and the witness of each document.
func (ix *Index) witnesses() {
	of := map[string]sources.Source{} // of a story
	for i := range ix.Docs {
		d := &ix.Docs[i]
		d.From, _ = ix.tables.Sources.Find(d.Publisher, d.URL)
		d.Witness, d.Origin, d.Story, d.Kin = d.From, "", "", ""
		st, grouped := ix.stories[d.ID]
		if o, ok := ix.tables.Sources.Find(st.Origin, ""); ok {
			o.Agency = true // it is named as one
			d.Witness, d.Origin = o, o.Name
		}
		if grouped && st.Kin != store.Alone {
			d.Story, d.Kin = st.Story, st.Kin
			if old := of[st.Story]; old.Name == "" || d.Witness.Agency && !old.Agency {
				of[st.Story] = d.Witness
			}
		}
	}
	ix.sources, ix.sourceOf = map[string]int32{}, make([]int32, len(ix.Docs))
	for i := range ix.Docs {
		d := &ix.Docs[i]
		if d.Story != "" {
			d.Witness = of[d.Story]
		}
		key := ""
		switch w := d.Witness; {
		case w.Group != "":
			key = "group " + w.Group
		case w.Name != "":
			key = "name " + w.Name
		}
		ix.sourceOf[i] = numberOf(ix.sources, key)
	}
}

// clusters returns for each of Events the number of its act after a batch (0: the
// last): the place of one of the reports. Only those of several reports differ
// from their own place. The slice must not be changed.
func (ix *Index) clusters(asOf int64) []int32 {
	if asOf <= 0 || asOf > ix.Batch {
		asOf = ix.Batch
	}
	g := ix.acts
	g.mu.Lock()
	defer g.mu.Unlock()
	if v, ok := g.views[asOf]; ok {
		return v
	}
	name := map[int64]string{}
	for _, r := range g.history {
		if r.Batch > asOf {
			break
		}
		name[r.Event] = r.Cluster
	}
	v := make([]int32, len(ix.Events))
	for i := range v {
		v[i] = int32(i)
	}
	// The lowest place of a cluster is its number.
	least := map[string]int32{}
	for n, c := range name {
		if at := g.at[n]; at >= 0 && ix.Current(&ix.Events[at], asOf) {
			if old, ok := least[c]; !ok || at < old {
				least[c] = at
			}
		}
	}
	for n, c := range name {
		if at := g.at[n]; at >= 0 && ix.Current(&ix.Events[at], asOf) {
			v[at] = least[c]
		}
	}
	if len(g.views) >= viewsKept {
		clear(g.views)
	}
	g.views[asOf] = v
	return v
}

// A told is a report of an act of several, and which switches it fails.
type told struct {
	e     *Entry
	fails uint
}

// act decides on the reports of one act, in the order of the index, as Select
// does on the others.
func (sel *Selection) act(s Switches, active uint, reports []told) {
	sel.All++
	ix := sel.Index
	if s.MinSources > 1 {
		seen := map[int32]bool{}
		for _, r := range reports {
			if r.fails&(1<<BySources) == 0 {
				seen[ix.sourceOf[r.e.Doc]] = true
			}
		}
		for i := range reports {
			if len(seen) < s.MinSources {
				reports[i].fails |= 1 << ByMinSources
			}
		}
	}
	var kept []*Entry
	for _, r := range reports {
		if r.fails&active == 0 {
			kept = append(kept, r.e)
		}
	}
	for k := range switches {
		bit := uint(1) << k
		without := slices.ContainsFunc(reports, func(r told) bool { return r.fails&active&^bit == 0 })
		with := slices.ContainsFunc(reports, func(r told) bool { return r.fails&(active|bit) == 0 })
		if without && !with {
			sel.Removed[k]++
		}
	}
	switch len(kept) {
	case 0:
	case 1:
		sel.Events = append(sel.Events, kept[0])
	default:
		best := kept[0]
		for _, e := range kept[1:] {
			if better(e, best) {
				best = e
			}
		}
		shown := *best
		shown.Told = kept
		sel.Events = append(sel.Events, &shown)
	}
}

// better says whether one report tells more of an act than another: its date in
// the text's own words, then more parties.
func better(a, b *Entry) bool {
	own := func(e *Entry) bool { return e.Basis == event.DateStated || e.Basis == event.DateRelative }
	if own(a) != own(b) {
		return own(a)
	}
	return len(a.Source)+len(a.Target) > len(b.Source)+len(b.Target)
}

// Reports are the reports of an act, itself if it is the only one.
func (e *Entry) Reports() []*Entry {
	if e.Told == nil {
		return []*Entry{e}
	}
	return e.Told
}

// Contested says that another event denies or disputes what a report tells.
func (e *Entry) Contested() bool {
	return slices.ContainsFunc(e.Reports(), func(r *Entry) bool { return len(r.ContestBy) > 0 })
}

// Sources is how many independent sources tell of an act, of the reports that
// the selection it comes from has kept.
func (ix *Index) Sources(e *Entry) int {
	if e.Told == nil {
		return 1
	}
	seen := map[int32]bool{}
	for _, r := range e.Told {
		seen[ix.sourceOf[r.Doc]] = true
	}
	return len(seen)
}

// without says whether the switches leave out what a document says: by its
// publisher, or by whose report it is.
func (s *Switches) without(d *Doc) bool {
	if slices.Contains(s.NotSources, d.Source()) || d.Witness.Name != "" && slices.Contains(s.NotSources, d.Witness.Name) {
		return true
	}
	return slices.ContainsFunc(s.NotClasses, func(c string) bool {
		return d.From.Name != "" && d.From.Is(c) || d.Witness.Name != "" && d.Witness.Is(c)
	})
}

// A Witness is a publisher and what of the ledger is its own.
type Witness struct {
	Name string // "" if not stated
	From sources.Source
	// Documents are its own; Copies of them repeat or take over another's text, and
	// Credited name an agency.
	Documents, Copies, Credited int
	// Acts are those its documents tell of; Alone of them no independent source
	// tells too.
	Acts, Alone int
}

// Witnesses returns the publishers of the current documents, those with the most
// acts first, then by name. Of the switches all count but MinSources.
func (ix *Index) Witnesses(s Switches) []Witness {
	s.MinSources = 0
	s.Reports = false
	sel := ix.Select(s, nil)
	by := map[string]*Witness{}
	of := func(d *Doc) *Witness {
		w, ok := by[d.Source()]
		if !ok {
			w = &Witness{Name: d.Source(), From: d.From}
			by[d.Source()] = w
		}
		return w
	}
	for i := range ix.Docs {
		d := &ix.Docs[i]
		if s.AsOf < 0 || !ix.docHolds(d, s) || s.without(d) {
			continue
		}
		w := of(d)
		w.Documents++
		if d.Kin == store.Copy || d.Kin == store.Derived {
			w.Copies++
		}
		if d.Origin != "" && d.Origin != d.From.Name {
			w.Credited++
		}
	}
	for _, e := range sel.Events {
		n := ix.Sources(e)
		seen := map[string]bool{}
		for _, r := range e.Reports() {
			d := &ix.Docs[r.Doc]
			if seen[d.Source()] {
				continue
			}
			seen[d.Source()] = true
			w := of(d)
			w.Acts++
			if n == 1 {
				w.Alone++
			}
		}
	}
	out := make([]Witness, 0, len(by))
	for _, w := range by {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Witness) int {
		return cmp.Or(cmp.Compare(b.Acts, a.Acts), cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// Stories returns the stories of several current documents, each in the order
// they were added, by their first.
func (ix *Index) Stories() [][]*Doc {
	at := map[string]int{}
	var out [][]*Doc
	for i := range ix.Docs {
		d := &ix.Docs[i]
		if d.Story == "" || d.Until != 0 {
			continue
		}
		n, ok := at[d.Story]
		if !ok {
			n = len(out)
			at[d.Story] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], d)
	}
	return out
}
