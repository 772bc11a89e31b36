package query

import (
	"cmp"
	"context"
	"slices"
	"sync"

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

	mu    sync.Mutex
	views map[int64]*groups // acts of several reports after a batch; nil: none
	held  map[ledgerState]set
}

// viewsKept is how many past states of the ledger are kept.
const viewsKept = 8

// loadActs reads clusters and stories; the documents and events are there.
func (ix *Index) loadActs(ctx context.Context, s *store.Store) error {
	history, err := s.Regroupings(ctx)
	if err != nil {
		return err
	}
	ix.acts = &grouped{history: history, at: make(map[int64]int32, len(history)), views: map[int64]*groups{}, held: map[ledgerState]set{}}
	for _, r := range history {
		ix.acts.at[r.Event] = -1
	}
	for i := range ix.Events {
		if _, ok := ix.acts.at[ix.Events[i].Number]; ok {
			ix.acts.at[ix.Events[i].Number] = int32(i)
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
	ix.voiceOf = make([]int32, len(ix.Docs))
	type voice struct {
		publisher, from, witness string
		agency                   bool
	}
	voices := map[voice]int32{}
	for i := range ix.Docs {
		d := &ix.Docs[i]
		k := voice{d.Publisher, d.From.Name, d.Witness.Name, d.Witness.Agency}
		n, ok := voices[k]
		if !ok {
			n = int32(i)
			voices[k] = n
		}
		ix.voiceOf[i] = n
	}
}

// groups returns the acts of several reports as they were after a batch (0: the
// last), nil if there are none.
func (ix *Index) groups(asOf int64) *groups {
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
	numbers := map[string]int32{}
	var size []int32
	at := map[int32]int32{} // the act of each event that is of one
	for n, c := range name {
		if e := g.at[n]; e >= 0 && ix.Current(&ix.Events[e], asOf) {
			k := numberOf(numbers, c)
			if int(k) == len(size) {
				size = append(size, 0)
			}
			size[k]++
			at[e] = k
		}
	}
	v := &groups{any: ix.empty(), at: make([]int32, len(ix.Events)), from: make([]int32, len(size)+1)}
	for k, n := range size {
		if n < 2 {
			n = 0 // alone
		}
		v.from[k+1] = v.from[k] + n
	}
	v.members = make([]int32, v.from[len(size)])
	for e, k := range at {
		if size[k] > 1 {
			v.any.add(e)
			v.at[e] = k
		}
	}
	next := slices.Clone(v.from)
	for e := range v.any.all() {
		k := v.at[e]
		v.members[next[k]] = e
		next[k]++
	}
	if len(v.members) == 0 {
		v = nil
	}
	if len(g.views) >= viewsKept {
		clear(g.views)
	}
	g.views[asOf] = v
	return v
}

// holding are the events of the codings that the switches ask of.
func (ix *Index) holding(s Switches) set {
	if s.AsOf == 0 && s.Codebook == "" {
		return ix.flat.current
	}
	key := ledgerState{s.AsOf, s.Codebook}
	g := ix.acts
	g.mu.Lock()
	defer g.mu.Unlock()
	if v, ok := g.held[key]; ok {
		return v
	}
	v := ix.empty()
	for d := range ix.Docs {
		if ix.docHolds(&ix.Docs[d], s) {
			for _, i := range ix.flat.of(int32(d)) {
				v.add(i)
			}
		}
	}
	if len(g.held) >= viewsKept {
		clear(g.held)
	}
	g.held[key] = v
	return v
}

// A ledgerState is the ledger after a batch, as coded by one codebook.
type ledgerState struct {
	asOf     int64
	codebook string
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
	facts := ix.facts()
	by := make([]*Witness, facts.publishers) // by number of the publisher
	of := func(doc int32) *Witness {
		w := by[facts.publisher[doc]]
		if w == nil {
			d := &ix.Docs[doc]
			w = &Witness{Name: d.Source(), From: d.From}
			by[facts.publisher[doc]] = w
		}
		return w
	}
	left := make([]int8, len(ix.Docs)) // of a voice, whether switches leave it out: 1 no, 2 yes
	for i := range ix.Docs {
		d := &ix.Docs[i]
		if s.AsOf < 0 || !ix.docHolds(d, s) {
			continue
		}
		voice := &left[ix.voiceOf[i]]
		if *voice == 0 {
			*voice = 1
			if s.without(d) {
				*voice = 2
			}
		}
		if *voice == 2 {
			continue
		}
		w := of(int32(i))
		w.Documents++
		if d.Kin == store.Copy || d.Kin == store.Derived {
			w.Copies++
		}
		if d.Origin != "" && d.Origin != d.From.Name {
			w.Credited++
		}
	}
	var publishers, sources []int32
	for i := range sel.in.all() {
		told := sel.told(i)
		if told == nil {
			w := of(ix.flat.doc[i])
			w.Acts++
			w.Alone++
			continue
		}
		publishers, sources = publishers[:0], sources[:0]
		for _, r := range told {
			if src := ix.flat.src[r]; !slices.Contains(sources, src) {
				sources = append(sources, src)
			}
		}
		for _, r := range told {
			doc := ix.flat.doc[r]
			if slices.Contains(publishers, facts.publisher[doc]) {
				continue
			}
			publishers = append(publishers, facts.publisher[doc])
			w := of(doc)
			w.Acts++
			if len(sources) == 1 {
				w.Alone++
			}
		}
	}
	out := make([]Witness, 0, len(by))
	for _, w := range by {
		if w != nil {
			out = append(out, *w)
		}
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
