package query

import (
	"context"
	"slices"
	"sync"

	"entente/internal/event"
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
	of := map[string]string{} // of a story: its witness
	agency := map[string]bool{}
	own := make([]string, len(ix.Docs))
	for i := range ix.Docs {
		d := &ix.Docs[i]
		src, stated := ix.tables.Sources.Find(d.Publisher, d.URL)
		d.From = src
		w := ""
		if stated {
			w = "p " + src.Name
			if src.Group != "" {
				w = "g " + src.Group
			}
		}
		st, grouped := ix.stories[d.ID]
		fromAgency := stated && src.Agency
		if st.Origin != "" {
			if o, ok := ix.tables.Sources.Find(st.Origin, ""); ok {
				d.Origin, fromAgency = o.Name, true
				if w = "p " + o.Name; o.Group != "" {
					w = "g " + o.Group
				}
			}
		}
		own[i] = w
		if grouped && st.Kin != store.Alone {
			d.Story, d.Kin = st.Story, st.Kin
			if old, ok := of[st.Story]; !ok || old == "" || fromAgency && !agency[st.Story] {
				of[st.Story], agency[st.Story] = w, fromAgency
			}
		}
	}
	ix.sources, ix.sourceOf = map[string]int32{}, make([]int32, len(ix.Docs))
	for i := range ix.Docs {
		w := own[i]
		if st := ix.Docs[i].Story; st != "" {
			w = of[st]
			if w == "" {
				w = "s " + st // copies of a text by nobody known: still one
			}
		}
		ix.sourceOf[i] = numberOf(ix.sources, w)
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

// without says whether the switches leave out what a document says.
func (s *Switches) without(d *Doc) bool {
	if slices.Contains(s.NotSources, d.Source()) {
		return true
	}
	for _, c := range s.NotClasses {
		if d.From.Name != "" && d.From.Is(c) {
			return true
		}
	}
	return false
}
