package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"entente/internal/event"
	"entente/internal/store"
)

// NewIndex reads a ledger into memory.
func NewIndex(ctx context.Context, s *store.Store, t Tables) (*Index, error) {
	return emptyIndex(t).grown(ctx, s)
}

func emptyIndex(t Tables) *Index {
	ix := &Index{tables: t, names: map[string]string{}, powers: map[string]string{}, byID: map[string]int32{},
		docIDs: map[string]int32{}, codings: map[int64]int32{}, votes: map[[2]string]int{},
		strings: map[string]string{}, places: map[event.Place]*event.Place{}}
	for _, p := range slices.Backward(t.Powers) {
		for _, m := range p.Members {
			ix.powers[m] = p.Code
		}
	}
	return ix
}

// grown returns an index with what the ledger holds beyond old, which must not be
// grown again.
func (old *Index) grown(ctx context.Context, s *store.Store) (*Index, error) {
	ix := &Index{Batch: s.Batch(), tables: old.tables, powers: old.powers, strings: old.strings, places: old.places,
		names: maps.Clone(old.names), votes: maps.Clone(old.votes), docIDs: maps.Clone(old.docIDs),
		codings: maps.Clone(old.codings), docOf: slices.Clone(old.docOf), Docs: slices.Clone(old.Docs), last: old.last, words: old.words}
	var err error
	if ix.Batches, err = s.Batches(ctx); err != nil {
		return nil, err
	}
	docs, err := s.Codings(ctx, old.Batch)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		ix.codings[d.Coding] = int32(len(ix.Docs))
		ix.Docs = append(ix.Docs, Doc{CodedDocument: d})
		ix.docOf = append(ix.docOf, numberOf(ix.docIDs, d.ID))
		if i, ok := ix.codings[d.Supersedes]; ok && d.Supersedes != 0 {
			ix.Docs[i].Until = d.Batch
		}
	}
	var fresh []Entry
	if err := s.Scan(ctx, old.last+1, func(c *store.Compact) error {
		doc, ok := ix.codings[c.Coding]
		if !ok {
			return nil
		}
		ix.last = max(ix.last, c.Number)
		ix.Docs[doc].Events++
		fresh = append(fresh, ix.entry(c, doc))
		return nil
	}); err != nil {
		return nil, err
	}
	most := map[string]int{}
	for k, n := range ix.votes {
		if old := ix.names[k[0]]; n > most[k[0]] || n == most[k[0]] && k[1] < old {
			ix.names[k[0]], most[k[0]] = k[1], n
		}
	}
	slices.SortFunc(fresh, func(a, b Entry) int { return placeOf(&a).compare(placeOf(&b), false) })
	ix.Events = merge(old.Events, fresh)
	ix.byID = make(map[string]int32, len(ix.Events))
	for i := range ix.Events {
		e := &ix.Events[i]
		e.at = int32(i)
		if old, ok := ix.byID[e.ID]; !ok || !ix.Current(&ix.Events[old], 0) {
			ix.byID[e.ID] = e.at
		}
	}
	if err := ix.loadActs(ctx, s); err != nil {
		return nil, err
	}
	ix.flatten()
	ix.counters.New = func() any {
		return &counter{docs: make([]uint32, len(ix.docIDs)), sources: make([]uint32, len(ix.sources))}
	}
	return ix, nil
}

func numberOf[K comparable](all map[K]int32, name K) int32 {
	n, ok := all[name]
	if !ok {
		n = int32(len(all))
		all[name] = n
	}
	return n
}

// merge joins two lists in order into a new one.
func merge(a, b []Entry) []Entry {
	if len(a) == 0 {
		return b
	}
	out := make([]Entry, 0, len(a)+len(b))
	for i := range b {
		n, _ := slices.BinarySearchFunc(a, placeOf(&b[i]), func(e Entry, p place) int { return placeOf(&e).compare(p, false) })
		out = append(append(out, a[:n]...), b[i])
		a = a[n:]
	}
	return append(out, a...)
}

func (ix *Index) entry(c *store.Compact, doc int32) Entry {
	one := ix.one
	e := Entry{Number: c.Number, ID: c.ID, Doc: doc, Type: one(c.Type), Mode: one(c.Mode), Kind: one(c.Kind),
		Status: event.Status(one(string(c.Status))), Basis: event.DateBasis(one(string(c.DateBasis))), Rule: one(c.Rule),
		Domain: ix.tables.domain(c), Contexts: c.Contexts, Date: one(c.Date),
		First: c.First, Last: c.Last, HasFirst: c.HasFirst, HasLast: c.HasLast, Quad: c.Quad, Scale: float32(c.Scale),
		Confidence: float32(c.Confidence), Count: int32(c.Count), Recurrence: c.Recurrence, ContestBy: c.ContestedBy, Flags: c.Flags,
		Reciprocal: c.Reciprocal, Anonymous: c.Anonymous, Evidence: int32(len(c.Evidence)), Pieces: make([]Piece, len(c.Evidence)),
		Source: ix.sides(c.Source), Target: ix.sides(c.Target)}
	e.Caption = len(c.Evidence) > 0
	for i, v := range c.Evidence {
		e.Pieces[i] = Piece{int32(v.Begin), int32(v.End), int32(v.Trigger.Begin), int32(v.Trigger.End), int32(v.Sentence), event.EvidenceKind(one(string(v.Kind)))}
		e.Caption = e.Caption && v.Kind == event.InCaption
	}
	if c.Place.Name != "" {
		p, ok := ix.places[c.Place]
		if !ok {
			p = &c.Place
			ix.places[c.Place] = p
		}
		e.Place = p
	}
	if len(c.Evidence) > 0 && len(c.Words) == c.Evidence[0].Len() {
		e.words = ix.words.keep(c.Words)
	}
	for i := range e.Contexts {
		e.Contexts[i] = one(e.Contexts[i])
	}
	for _, sides := range [][]Side{e.Source, e.Target} {
		for _, s := range sides {
			if s.Name != "" {
				ix.votes[[2]string{s.ID, s.Name}]++
			}
		}
	}
	return e
}

func (ix *Index) sides(ps []event.Party) []Side {
	if len(ps) == 0 {
		return nil
	}
	out := make([]Side, len(ps))
	for i, p := range ps {
		out[i] = Side{ix.one(cmp.Or(p.Actor, p.Country, p.Name)), ix.one(p.Country), ix.one(p.Name), ix.one(p.Sector), ix.one(p.Actor)}
	}
	return out
}

// one makes equal strings share their bytes. Only the one who builds calls it.
func (ix *Index) one(s string) string {
	if s == "" {
		return ""
	}
	old, ok := ix.strings[s]
	if !ok {
		ix.strings[s] = s
		old = s
	}
	return old
}

// words are those of the first piece of evidence of each event: what lists show.
// They lie in long strings, not one by one, and are not kept beyond wordsKept bytes:
// then they are read from the stored text.
type words struct {
	chunk *strings.Builder
	size  int
}

const (
	wordsKept  = 96 << 20
	wordsChunk = 1 << 20
)

// keep returns a copy of words, or "" if there is no room.
func (w *words) keep(s string) string {
	if w.size += len(s); w.size > wordsKept || len(s) > wordsChunk/4 {
		return ""
	}
	if w.chunk == nil || w.chunk.Len()+len(s) > wordsChunk {
		w.chunk = &strings.Builder{}
		w.chunk.Grow(wordsChunk)
	}
	at := w.chunk.Len()
	w.chunk.WriteString(s)
	return w.chunk.String()[at:]
}
